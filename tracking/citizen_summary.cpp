#include "tracking/citizen_summary.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace postproof::tracking {

namespace {

using orders::Language;
using orders::LetterStatus;

constexpr std::array<std::string_view, 12> months_ru{"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                                     "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
constexpr std::array<std::string_view, 12> months_en{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};

std::string date_in_words(Date date, Language language) {
  const std::chrono::year_month_day day{date};
  const std::size_t month = static_cast<unsigned>(day.month()) - 1;
  const unsigned number = static_cast<unsigned>(day.day());
  const int year = static_cast<int>(day.year());
  if (language == Language::ru) return fmt::format("{} {} {} г.", number, months_ru.at(month), year);
  return fmt::format("{} {} {}", number, months_en.at(month), year);
}

std::string office_in_words(const TrackingFacts& facts, Language language) {
  std::string office = language == Language::ru ? "в отделении связи" : "at post office";
  if (facts.office.empty()) return language == Language::ru ? office : "at the post office";
  office += " " + facts.office.str();
  if (!facts.office_place.empty()) office += " (" + facts.office_place + ")";
  return office;
}

std::string waiting_summary(const TrackingFacts& facts, Language language) {
  const std::string office = office_in_words(facts, language);
  const bool ru = language == Language::ru;
  std::string until;
  if (facts.storage_until) {
    until = (ru ? " по " : " until ") + date_in_words(*facts.storage_until, language);
  }
  // "г." brings its own full stop.
  if (ru)
    return fmt::format("Письмо ждёт вас {}{}{} Возьмите с собой паспорт.", office, until, until.empty() ? "." : "");
  return fmt::format("The letter waits for you {}{}. Take your passport with you.", office, until);
}

struct Sentences {
  std::string_view ru;
  std::string_view en;
};

Sentences sentences_of(LetterStatus status) {
  switch (status) {
    case LetterStatus::ordered:
      return {"Письмо заказано и ещё не напечатано.", "The letter is ordered and not printed yet."};
    case LetterStatus::sealed: return {"Письмо готовится к печати.", "The letter is being prepared for printing."};
    case LetterStatus::dispatched: return {"Письмо передано в печать.", "The letter is at the print house."};
    case LetterStatus::printed:
      return {"Письмо напечатано; почта его ещё не отметила.",
              "The letter is printed; the post has not registered it yet."};
    case LetterStatus::accepted: return {"Почта приняла письмо.", "The post has accepted the letter."};
    case LetterStatus::in_transit: return {"Письмо в пути.", "The letter is on its way."};
    case LetterStatus::at_office: return {"Письмо ждёт в отделении связи.", "The letter waits at the post office."};
    case LetterStatus::delivered:
      return {"Письмо вручено. Введите код из него на портале.",
              "The letter was delivered. Enter its code on the portal."};
    case LetterStatus::returning:
      return {"Письмо возвращается отправителю.", "The letter is on its way back to the sender."};
    case LetterStatus::returned:
      return {"Письмо возвращено отправителю; код больше не действует. Закажите новое письмо.",
              "The letter was returned to the sender; its code no longer works. Order a new letter."};
    case LetterStatus::lost:
      return {"Письмо утрачено; код больше не действует. Закажите новое письмо.",
              "The letter is lost; its code no longer works. Order a new letter."};
    case LetterStatus::cancelled: return {"Заказ письма отменён.", "The order of the letter was cancelled."};
    case LetterStatus::rejected:
      return {"Письмо не отправлено. Закажите новое письмо.", "The letter was not sent. Order a new letter."};
  }
  return {};
}

}  // namespace

std::string summary_of(const TrackingFacts& facts, orders::Language language) {
  const bool moves = facts.status == LetterStatus::in_transit || facts.status == LetterStatus::at_office;
  if (moves && !facts.return_open && facts.status == LetterStatus::at_office) return waiting_summary(facts, language);
  const Sentences sentences = sentences_of(moves && facts.return_open ? LetterStatus::returning : facts.status);
  return std::string{language == Language::ru ? sentences.ru : sentences.en};
}

}  // namespace postproof::tracking
