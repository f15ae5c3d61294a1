#include <fmt/format.h>

#include "api/letter_json.hpp"
#include "app/commands.hpp"
#include "app/desk_documents.hpp"
#include "app/shapes.hpp"
#include "orders/cancel_letter.hpp"

namespace postproof::app {

namespace {

orders::LetterView view_in(House& house, const orders::Letter& letter) {
  return orders::view_of(letter, house.rules(), house.calendar(), house.now());
}

std::string line_of(const orders::LetterView& view, ZoneOffset zone) {
  const orders::Letter& letter = view.letter;
  return fmt::format("{}  {:<11} {:<9} {}  {}  {}", letter.id.str(), name_of(letter.status), name_of(view.code_status),
                     letter.track_number.str(), format_instant(letter.ordered_at, zone), letter.account_id.str());
}

Result<api::LetterQuery> query_of(const ListOptions& options) {
  api::LetterQuery query;
  if (options.limit < 1 || options.limit > 200) return fail(ErrorKind::usage, "--limit must be from 1 to 200");
  query.page = {options.cursor, options.limit};
  if (!options.account_id.empty()) query.account_id = AccountId{options.account_id};
  if (!options.batch_id.empty()) query.batch_id = BatchId{options.batch_id};
  if (!options.track_number.empty()) query.track_number = TrackNumber{options.track_number};
  if (!options.status.empty()) {
    query.status = orders::letter_status_of(options.status);
    if (!query.status) return fail(ErrorKind::usage, "--status must be a letter's status, e.g. ordered or in_transit");
  }
  return query;
}

Answer answer_of(const api::LetterPage& page, ZoneOffset zone) {
  Answer answer{api::letter_page_json(page, zone), "", exit_done};
  for (const orders::LetterView& view : page.letters) {
    answer.text += (answer.text.empty() ? "" : "\n") + line_of(view, zone);
  }
  if (page.letters.empty()) answer.text = "no letters";
  if (page.next_cursor) answer.text += "\nmore with --cursor " + *page.next_cursor;
  return answer;
}

Result<Answer> show_letter(House& house, const LetterId& id) {
  PP_TRY(const auto letter, house.database().desk().letter(id));
  if (!letter) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
  const orders::LetterView view = view_in(house, *letter);
  Answer answer{api::letter_json(view, house.zone()), line_of(view, house.zone()), exit_done};
  if (!letter->status_reason.empty()) answer.text += "\n" + letter->status_reason;
  if (letter->valid_through) answer.text += "\ncode valid through " + format_date(*letter->valid_through);
  return answer;
}

}  // namespace

Result<Answer> run_letters_show(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  return show_letter(*house, LetterId{id});
}

Result<Answer> run_letters_list(const CommandContext& context, const ListOptions& options) {
  PP_TRY(const api::LetterQuery query, query_of(options));
  PP_TRY(const auto house, context.open());
  PP_TRY(const api::LetterPage page, letters_page(*house, query));
  return answer_of(page, house->zone());
}

Result<Answer> run_batches_letters(const CommandContext& context, const std::string& id, const ListOptions& options) {
  PP_TRY(const api::LetterQuery query, query_of(options));
  PP_TRY(const auto house, context.open());
  PP_TRY(const api::LetterPage page, batch_letters_page(*house, BatchId{id}, query.page));
  return answer_of(page, house->zone());
}

Result<Answer> run_letters_cancel(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  const Instant now = house->now();
  PP_TRYV(house->database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
    PP_TRY(const orders::Letter letter,
           orders::cancel_letter(transaction, LetterId{id}, orders::Change{now, context.actor, ""}));
    (void)letter;
    return success();
  }));
  return show_letter(*house, LetterId{id});
}

Result<Answer> run_letters_erase(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  PP_TRYV(house->database().sweep().erase_one(LetterId{id}, context.actor, house->now()));
  return show_letter(*house, LetterId{id});
}

Result<Answer> run_letters_mark_lost(const CommandContext& context, const std::string& id, const std::string& reason) {
  PP_TRY(const auto house, context.open());
  PP_TRYV(house->database().sweep().declare_lost(LetterId{id}, reason, context.actor, house->now()));
  return show_letter(*house, LetterId{id});
}

}  // namespace postproof::app
