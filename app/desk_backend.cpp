// The calls of HouseBackend that read much, and what runs them.

#include "app/backend.hpp"
#include "app/desk_documents.hpp"
#include "app/readiness.hpp"

namespace postproof::app {

template <class T, class Read>
void HouseBackend::at_desk(Read read, api::Done<T> done) {
  const auto shared = std::make_shared<api::Done<T>>(std::move(done));
  if (desk_.submit([read = std::move(read), shared] { (*shared)(read()); })) return;
  (*shared)(fail(ErrorKind::service_unavailable, "too many long reads wait already"));
}

void HouseBackend::letters(api::LetterQuery query, api::Done<api::LetterPage> done) {
  at_desk<api::LetterPage>([&house = house_, query = std::move(query)] { return letters_page(house, query); },
                           std::move(done));
}

void HouseBackend::history(LetterId id, api::Done<std::vector<api::HistoryEntry>> done) {
  const auto found = house_.database().desk().history(id);
  if (!found) return done(found.error());
  if (!found.value()) return done(fail(ErrorKind::letter_not_found, "there is no letter of this id"));
  std::vector<api::HistoryEntry> entries;
  for (const store::LetterChange& change : *found.value()) {
    entries.push_back(api::HistoryEntry{change.at, change.axis, change.from, change.to, change.by, change.reason});
  }
  done(std::move(entries));
}

void HouseBackend::proof(LetterId id, std::string by, api::Done<Bytes> done) {
  at_desk<Bytes>([&house = house_, id = std::move(id), by = std::move(by)] { return proof_of(house, id, by); },
                 std::move(done));
}

void HouseBackend::office(PostalIndex index, api::Done<orders::Office> done) {
  const auto found = house_.database().offices().find(index.str());
  if (!found) return done(found.error());
  if (!found.value()) return done(fail(ErrorKind::index_not_found, "there is no post office with this index"));
  done(*found.value());
}

void HouseBackend::offices(std::string query, int limit, api::Done<std::vector<orders::Office>> done) {
  at_desk<std::vector<orders::Office>>(
      [&house = house_, query = std::move(query), limit] { return house.database().offices().search(query, limit); },
      std::move(done));
}

void HouseBackend::batches(api::PageAsk page, api::Done<boost::json::object> done) {
  at_desk<boost::json::object>([&house = house_, page = std::move(page)] { return batches_page(house, page); },
                               std::move(done));
}

void HouseBackend::batch(BatchId id, api::Done<boost::json::object> done) {
  at_desk<boost::json::object>([&house = house_, id = std::move(id)] { return batch_document(house, id); },
                               std::move(done));
}

void HouseBackend::batch_letters(BatchId id, api::PageAsk page, api::Done<api::LetterPage> done) {
  at_desk<api::LetterPage>(
      [&house = house_, id = std::move(id), page = std::move(page)] { return batch_letters_page(house, id, page); },
      std::move(done));
}

void HouseBackend::statistics(api::Done<boost::json::object> done) {
  at_desk<boost::json::object>([&house = house_] { return statistics_document(house); }, std::move(done));
}

void HouseBackend::audit(api::PageAsk page, api::Done<boost::json::object> done) {
  at_desk<boost::json::object>([&house = house_, page = std::move(page)] { return audit_page(house, page); },
                               std::move(done));
}

void HouseBackend::readiness(api::Done<api::Readiness> done) {
  at_desk<api::Readiness>([&house = house_]() -> Result<api::Readiness> { return readiness_of(house); },
                          std::move(done));
}

void HouseBackend::metrics(api::Done<std::string> done) {
  at_desk<std::string>([this] { return metrics_.text(std::chrono::steady_clock::now()); }, std::move(done));
}

}  // namespace postproof::app
