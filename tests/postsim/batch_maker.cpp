#include "tests/postsim/batch_maker.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "core/bytes.hpp"
#include "postsim/digest.hpp"
#include "tests/postsim/temp_folder.hpp"

namespace postproof::postsim {

BatchMaker::BatchMaker(std::string id, std::vector<LetterText> letters) : batch_id(std::move(id)) {
  std::vector<PageRuns> pages;
  index_csv = "sequence,file,page,track_number,index,weight_grams\n";
  int page = 0;
  for (const LetterText& letter : letters) {
    pages.push_back(letter_page(letter));
    ++page;
    index_csv += fmt::format("{0},letters-0001.pdf,{0},{1},{2},20\n", page, letter.track_number, letter.index);
  }
  files = {{"letters-0001.pdf", make_pdf(pages)}, {"form103.zip", "PK list"}, {"form103.pdf", "%PDF list"}};
  letters_of_files = {{"letters-0001.pdf", page}};
  fields = {{"format", "\"postproof-batch/1\""},
            {"batch_id", fmt::format("\"{}\"", batch_id)},
            {"sequence", "1"},
            {"previous_manifest_sha256", "null"},
            {"state", "\"complete\""},
            {"sealed_at", "\"2026-11-23T18:00:05+03:00\""},
            {"cutoff", "\"2026-11-23T18:00:00+03:00\""},
            {"letters", std::to_string(page)},
            {"sheets", std::to_string(page)},
            {"weight_grams", std::to_string(20 * page)},
            {"first_track_number", fmt::format("\"{}\"", letters.front().track_number)},
            {"last_track_number", fmt::format("\"{}\"", letters.back().track_number)},
            {"templates", "[]"},
            {"recipient_certificate_sha256", "null"}};
  seal();
}

void BatchMaker::seal() {
  files["index.csv"] = index_csv;
  std::string listed;
  for (const auto& [name, content] : files) {
    listed += fmt::format(R"({}{{"name":"{}","sha256":"{}","bytes":{},"letters":{}}})", listed.empty() ? "" : ",", name,
                          sha256_hex(bytes_of(content)), content.size(), letters_of_files[name]);
  }
  manifest = "{";
  for (const auto& [name, json] : fields) manifest += fmt::format("\"{}\":{},", name, json);
  manifest += fmt::format("\"files\":[{}]}}\n", listed);
}

void BatchMaker::replace_in_manifest(const std::string& part, const std::string& with) {
  const std::size_t at = manifest.find(part);
  REQUIRE(at != std::string::npos);
  manifest.replace(at, part.size(), with);
}

void BatchMaker::hand_over(const std::filesystem::path& in) const {
  const std::filesystem::path folder = in / batch_id;
  for (const auto& [name, content] : files) write_file(folder / name, content);
  write_file(folder / "manifest.json", manifest);
  write_file(folder / "manifest.json.p7s", signature);
  write_file(folder / "DONE", "");
}

std::vector<LetterText> some_letters(int count, int first) {
  std::vector<LetterText> letters;
  for (int i = 0; i < count; ++i) {
    LetterText letter;
    letter.track_number = fmt::format("10100026{:05}0", first + i);
    letter.code = fmt::format("{:04} 5678 9012", first + i);
    letters.push_back(letter);
  }
  return letters;
}

}  // namespace postproof::postsim
