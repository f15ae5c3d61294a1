#include <array>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>

#include "api/entity_tag.hpp"
#include "api/handlers.hpp"
#include "api/keeping_call.hpp"
#include "api/letter_json.hpp"
#include "api/order_body.hpp"
#include "api/query_fields.hpp"

namespace postproof::api {

namespace {

namespace json = boost::json;

Error no_such_letter() { return fail(ErrorKind::letter_not_found, "there is no letter of this id"); }

Answer letter_answer(int status, const orders::LetterView& letter, ZoneOffset zone) {
  std::array<unsigned char, 4096> room{};  // one letter's members, without a call of the allocator
  boost::json::monotonic_resource members(room.data(), room.size());
  return json_answer(status, letter_json(letter, zone, &members));
}

}  // namespace

Task<Result<Answer>> place_letter(Call& call) {
  Result<orders::Order> order =
      read_order_body(call.document, call.backend.address_checks(), std::move(call.exchange.field_errors));
  if (!order) co_return std::move(order).error();
  const auto start = [&](std::optional<Keeping<orders::LetterView>> keeping, Done<Said<orders::LetterView>> done) {
    call.backend.place_letter(std::move(order).value(), call.exchange.identity.token_name, std::move(keeping),
                              std::move(done));
  };
  const auto render = [zone = call.backend.zone()](const orders::LetterView& placed) {
    Answer answer = letter_answer(201, placed, zone);
    answer.headers.emplace_back("Location", "/v1/letters/" + placed.letter.id.str());
    return answer;
  };
  co_return co_await make_kept_call<orders::LetterView>(call, start, render);
}

Task<Result<Answer>> show_letter(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (!is_letter_id(id)) co_return no_such_letter();
  const auto start = [&](Done<orders::LetterView> done) { call.backend.letter(LetterId{id}, std::move(done)); };
  const Result<orders::LetterView> found = co_await call.waiter.ask<orders::LetterView>(start);
  if (!found) co_return found.error();
  Answer answer = letter_answer(200, found.value(), call.backend.zone());
  const std::string tag = entity_tag(call.backend.digest_of(answer.body));
  if (names_tag(call.exchange.if_none_match, tag)) answer = Answer{304, "", "", {}};
  answer.headers.emplace_back("ETag", tag);
  co_return answer;
}

Task<Result<Answer>> list_letters(Call& call) {
  Result<LetterQuery> query = read_letter_query(call.exchange);
  if (!query) co_return query.error();
  const auto start = [&](Done<LetterPage> done) { call.backend.letters(std::move(query).value(), std::move(done)); };
  const Result<LetterPage> page = co_await call.waiter.ask<LetterPage>(start);
  if (!page) co_return page.error();
  co_return json_answer(200, letter_page_json(page.value(), call.backend.zone()));
}

Task<Result<Answer>> cancel_letter(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (!is_letter_id(id)) co_return no_such_letter();
  const auto start = [&](std::optional<Keeping<orders::LetterView>> keeping, Done<Said<orders::LetterView>> done) {
    call.backend.cancel_letter(LetterId{id}, call.exchange.identity.token_name, std::move(keeping), std::move(done));
  };
  const auto render = [zone = call.backend.zone()](const orders::LetterView& cancelled) {
    return letter_answer(200, cancelled, zone);
  };
  co_return co_await make_kept_call<orders::LetterView>(call, start, render);
}

Task<Result<Answer>> show_history(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (!is_letter_id(id)) co_return no_such_letter();
  using Entries = std::vector<HistoryEntry>;
  const auto start = [&](Done<Entries> done) { call.backend.history(LetterId{id}, std::move(done)); };
  const Result<Entries> found = co_await call.waiter.ask<Entries>(start);
  if (!found) co_return found.error();
  json::array items;
  for (const HistoryEntry& entry : found.value()) items.emplace_back(history_json(entry, call.backend.zone()));
  co_return json_answer(200, {{"items", std::move(items)}});
}

Task<Result<Answer>> show_proof(Call& call) {
  const std::string& id = call.exchange.parameters.front();
  if (!is_letter_id(id)) co_return no_such_letter();
  const auto start = [&](Done<Bytes> done) {
    call.backend.proof(LetterId{id}, call.exchange.identity.token_name, std::move(done));
  };
  const Result<Bytes> pdf = co_await call.waiter.ask<Bytes>(start);
  if (!pdf) co_return pdf.error();
  co_return Answer{200, "application/pdf", std::string(pdf.value().begin(), pdf.value().end()), {}};
}

}  // namespace postproof::api
