#include <fmt/format.h>

#include "api/office_json.hpp"
#include "app/commands.hpp"
#include "app/office_list.hpp"
#include "app/shapes.hpp"

namespace postproof::app {

namespace {

std::string line_of(const orders::Office& office) {
  std::string line = fmt::format("{}  {}", office.index, office.name);
  for (const std::string* part : {&office.city, &office.district, &office.region}) {
    if (!part->empty() && *part != office.name) line += ", " + *part;
  }
  return office.type.empty() ? line : fmt::format("{} ({})", line, office.type);
}

}  // namespace

Result<Answer> run_indexes_import(const CommandContext& context, const std::string& file) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::vector<orders::Office> offices, read_office_list(file, house->files()));
  store::OfficeRows& rows = house->database().offices();
  PP_TRY(const std::int64_t before, rows.count());
  PP_TRYV(rows.replace(offices, Path(file).filename().string(), context.actor, house->now()));
  return Answer{
      {{"imported", offices.size()}, {"before", before}},
      fmt::format("{} offices are known now, {} before; orders to other indexes are refused", offices.size(), before),
      exit_done};
}

Result<Answer> run_indexes_show(const CommandContext& context, const std::string& index) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::optional<orders::Office> office, house->database().offices().find(index));
  if (office) return Answer{api::office_json(*office), line_of(*office), exit_done};
  PP_TRY(const std::int64_t known, house->database().offices().count());
  return fail(ErrorKind::index_not_found,
              known > 0 ? "the post's list has no office of this index"
                        : "no list of offices is loaded; import the post's with 'postproof indexes import FILE'");
}

Result<Answer> run_indexes_search(const CommandContext& context, const std::string& query, int limit) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const std::vector<orders::Office> found, house->database().offices().search(query, limit));
  boost::json::array items;
  Answer answer;
  for (const orders::Office& office : found) {
    items.push_back(api::office_json(office));
    answer.text += (answer.text.empty() ? "" : "\n") + line_of(office);
  }
  if (found.empty()) answer.text = "no office is like that";
  answer.json = list_json(std::move(items));
  return answer;
}

}  // namespace postproof::app
