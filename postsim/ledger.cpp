#include "postsim/ledger.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "postsim/json_fields.hpp"
#include "postsim/manifest.hpp"

namespace postproof::postsim {

namespace {

namespace json = boost::json;

constexpr std::size_t most_batches = 100'000;
constexpr std::size_t most_record_bytes = 512U << 20U;
constexpr ZoneOffset record_zone{std::chrono::hours{3}};

std::string text_of_record(const PrintedBatch& batch) {
  json::array letters;
  for (const PrintedLetter& letter : batch.letters) {
    letters.push_back(json::object{{"track_number", letter.track_number},
                                   {"file", letter.file},
                                   {"page", letter.page},
                                   {"index", letter.index},
                                   {"surname", letter.surname},
                                   {"prints", letter.prints}});
  }
  json::array spoilt;
  for (const RejectedLetter& letter : batch.spoilt) {
    spoilt.push_back(json::object{{"track_number", letter.track_number}, {"reason", letter.reason}});
  }
  return json::serialize(json::object{{"batch_id", batch.batch_id},
                                      {"manifest_sha256", batch.manifest_sha256},
                                      {"printed_at", format_instant(batch.printed_at, record_zone)},
                                      {"letters", std::move(letters)},
                                      {"spoilt", std::move(spoilt)}}) +
         "\n";
}

Result<PrintedLetter> letter_of(const json::value& value) {
  if (!value.is_object()) return fail(ErrorKind::file_invalid, "record.json: letters: each entry is an object");
  const JsonFields fields(value.get_object(), "record.json: letters");
  PrintedLetter letter;
  PP_TRY(letter.track_number, fields.text("track_number"));
  PP_TRY(letter.file, fields.text("file"));
  PP_TRY(const std::int64_t page, fields.count("page", 1'000'000));
  letter.page = static_cast<int>(page);
  PP_TRY(letter.index, fields.text("index"));
  PP_TRY(letter.surname, fields.text("surname"));
  PP_TRY(const std::int64_t prints, fields.count("prints", 1'000'000));
  letter.prints = static_cast<int>(prints);
  return letter;
}

Result<PrintedBatch> record_of(std::string_view text) {
  PP_TRY(const json::object object, parse_object(text, "record.json", most_record_bytes));
  const JsonFields fields(object, "record.json");
  PrintedBatch batch;
  PP_TRY(batch.batch_id, fields.text("batch_id"));
  PP_TRY(batch.manifest_sha256, fields.sha256("manifest_sha256", false));
  PP_TRY(batch.printed_at, fields.instant("printed_at"));
  PP_TRY(const json::array* letters, fields.list("letters"));
  for (const json::value& value : *letters) {
    PP_TRY(PrintedLetter letter, letter_of(value));
    batch.letters.push_back(std::move(letter));
  }
  PP_TRY(const json::array* spoilt, fields.list("spoilt"));
  for (const json::value& value : *spoilt) {
    if (!value.is_object()) return fields.wrong("spoilt", "each entry is an object");
    const JsonFields of_letter(value.get_object(), "record.json: spoilt");
    RejectedLetter letter;
    PP_TRY(letter.track_number, of_letter.text("track_number"));
    PP_TRY(letter.reason, of_letter.text("reason"));
    batch.spoilt.push_back(std::move(letter));
  }
  return batch;
}

}  // namespace

Result<void> Ledger::refresh() {
  const Path prints = root_ / "prints";
  if (!files_.exists(prints)) return success();
  PP_TRY(const std::vector<std::string> names, files_.list(prints, most_batches));
  for (const std::string& name : names) {
    if (is_batch_id(name) && !batches_.contains(name)) {
      PP_TRYV(load(name));
    }
  }
  return success();
}

Result<void> Ledger::load(const std::string& batch_id) {
  PP_TRY(const Bytes bytes, files_.read(folder(batch_id) / "record.json", most_record_bytes));
  PP_TRY(PrintedBatch batch, record_of(text_of(bytes)));
  if (batch.batch_id != batch_id) return fail(ErrorKind::file_invalid, batch_id + "/record.json is another batch's");
  take(std::move(batch));
  return success();
}

void Ledger::take(PrintedBatch batch) {
  for (std::size_t i = 0; i < batch.letters.size(); ++i) {
    places_.insert_or_assign(batch.letters[i].track_number, Place{batch.batch_id, i});
  }
  for (const RejectedLetter& letter : batch.spoilt) spoilt_.insert(letter.track_number);
  std::string batch_id = batch.batch_id;
  batches_.insert_or_assign(std::move(batch_id), std::move(batch));
}

const PrintedBatch* Ledger::batch(std::string_view batch_id) const {
  const auto found = batches_.find(batch_id);
  return found == batches_.end() ? nullptr : &found->second;
}

Ledger::Found Ledger::find(std::string_view track_number) const {
  const auto place = places_.find(track_number);
  if (place == places_.end()) return {};
  const PrintedBatch& batch = batches_.at(place->second.batch_id);
  return {&batch, &batch.letters[place->second.position]};
}

bool Ledger::knows(std::string_view track_number) const {
  return places_.contains(track_number) || spoilt_.contains(track_number);
}

Result<Path> Ledger::begin(std::string_view batch_id, std::string_view attempt) {
  Path begun = root_ / "prints" / (".begun-" + std::string(batch_id) + "-" + std::string(attempt));
  PP_TRYV(files_.remove_all(begun));
  PP_TRYV(files_.make_directories(begun));
  return begun;
}

Result<void> Ledger::add(PrintedBatch batch, std::string_view acknowledgement, const Path& begun) {
  PP_TRYV(files_.write_synced(begun / "record.json", bytes_of(text_of_record(batch))));
  PP_TRYV(files_.write_synced(begun / "ack.json", bytes_of(acknowledgement)));
  PP_TRYV(files_.sync_directory(begun));
  PP_TRYV(files_.rename_new(begun, folder(batch.batch_id)));
  take(std::move(batch));
  return success();
}

Result<std::string> Ledger::acknowledgement(std::string_view batch_id) const {
  PP_TRY(const Bytes bytes, files_.read(folder(batch_id) / "ack.json", most_record_bytes));
  return std::string(text_of(bytes));
}

}  // namespace postproof::postsim
