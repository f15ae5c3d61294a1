#include "bench/render_alone.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "bench/report.hpp"

namespace postproof::bench {

namespace {

constexpr int workers = 2;
constexpr int letters_per_file = 2000;
constexpr std::int64_t most_letters = 200'000;

letters::LetterContent letter_of(int number) {
  constexpr const char* streets[] = {"Большая Садовая улица", "улица Ленина", "Троицкий проспект"};
  letters::LetterContent letter;
  letter.recipient.last_name = Personal{"Фёдорова"};
  letter.recipient.first_name = Personal{number % 2 == 0 ? "Анна" : "Наталья"};
  letter.recipient.middle_name = Personal{"Александровна"};
  letter.address.index = PostalIndex{"344002"};
  letter.address.region = Personal{"Ростовская область"};
  letter.address.city = Personal{"Ростов-на-Дону"};
  letter.address.street = Personal{streets[number % 3]};
  letter.address.house = Personal{std::to_string(1 + number % 120)};
  letter.address.apartment = Personal{std::to_string(1 + number % 250)};
  letter.track_number = TrackNumber{"10100026123459"};
  letter.valid_through = parse_date("2027-01-22");
  return letter;
}

Result<void> set_file(const letters::Typesetter& typesetter, const std::vector<letters::LetterContent>& people) {
  const auto document = typesetter.begin_document();
  for (const auto& letter : people) {
    PP_TRYV(document->add(letter));
  }
  PP_TRY(Bytes file, document->finish());
  wipe(file);
  return success();
}

}  // namespace

Result<double> render_alone_per_second(const letters::Typesetter& typesetter, std::int64_t letters) {
  const Secret code{"1234 5678 9012"};
  std::vector<letters::LetterContent> people;
  for (int i = 0; i < letters_per_file; ++i) {
    people.push_back(letter_of(i));
    people.back().code_shown = &code;
  }
  const auto files = std::max<std::int64_t>(std::min(letters, most_letters) / letters_per_file, workers);
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  const Stopwatch watch;
  {
    std::vector<std::jthread> pool;
    for (int i = 0; i < workers; ++i) {
      pool.emplace_back([&] {
        while (next++ < files && !failed) failed = failed || !set_file(typesetter, people);
      });
    }
  }
  if (failed) return fail(ErrorKind::internal_error, "the renderer failed");
  return static_cast<double>(files * letters_per_file) / watch.seconds();
}

}  // namespace postproof::bench
