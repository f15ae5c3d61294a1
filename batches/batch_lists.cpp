#include "batches/batch_lists.hpp"

#include "batches/index_csv.hpp"

namespace postproof::batches {

namespace {

/// Lists the printed letters of one file.
void list_file(BatchLists& lists, const Batch& batch, const FileMembers& file) {
  const std::string name = letters_file_name(batch, file.file_no);
  int page = 0;
  for (const Member& member : file.members) {
    if (member.rejected) continue;
    const std::string& number = member.track_number.str();
    append_index_row(lists.index_csv, IndexRow{++lists.letters, name, ++page, number, member.address.index.str()});
    if (lists.first_track_number.empty()) lists.first_track_number = number;
    lists.last_track_number = number;
  }
}

}  // namespace

Result<BatchLists> make_lists(const Night& night, const Batch& batch, const FileSource& next) {
  BatchLists lists;
  lists.index_csv = index_header;
  const MemberSource members = [&]() -> Result<std::vector<Member>> {
    PP_TRY(std::optional<FileMembers> file, next());
    if (!file) return std::vector<Member>{};
    list_file(lists, batch, *file);
    return std::move(file->members);
  };
  const NightSettings& settings = night.settings;
  PP_TRY(lists.posting, make_posting_list(settings.posting, batch, settings.rules.zone, night.files, members));
  return lists;
}

}  // namespace postproof::batches
