#include "letters/ready_letter.hpp"

#include <algorithm>
#include <utility>

#include "letters/date_words.hpp"
#include "letters/glyph_check.hpp"
#include "letters/label.hpp"

namespace postproof::letters {

namespace {

constexpr std::string_view masked_code = "•••• •••• ••••";
constexpr std::size_t most_code_characters = 14;

bool is_printable_code(std::string_view code) {
  const auto plain = [](char c) { return c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return !code.empty() && code.size() <= most_code_characters && std::all_of(code.begin(), code.end(), plain);
}

Result<const LetterLayout*> layout_of(const LetterContent& letter, const Installation& installation) {
  const std::string& name =
      letter.template_name.empty() ? installation.newest.at(letter.language) : letter.template_name;
  const auto found = installation.layouts.find(name);
  if (found == installation.layouts.end()) return fail(ErrorKind::not_found, "no such letter template");
  return &found->second;
}

}  // namespace

std::string addressee_of(const orders::Recipient& recipient) {
  std::string name = recipient.first_name.reveal();
  if (!recipient.middle_name.empty()) name.append(" ").append(recipient.middle_name.reveal());
  return name;
}

LetterFields::LetterFields(const Installation& installation) {
  values_.portal_url = installation.portal_url;
  values_.sender_name = installation.sender.name;
}

const FieldValues& LetterFields::of(const LetterContent& letter) {
  DayInWords& known = days_.at(static_cast<std::size_t>(letter.language));
  if (known.words.empty() || known.day != letter.valid_through) {
    known = {letter.valid_through, date_in_words(letter.valid_through, letter.language)};
  }
  values_.valid_through = known.words;
  values_.addressee = addressee_of(letter.recipient);
  values_.track_number = letter.track_number.str();
  return values_;
}

Result<ReadyLetter> make_ready(const LetterContent& letter, const FieldValues& values,
                               const Installation& installation) {
  ReadyLetter ready;
  ready.code = letter.code_shown ? letter.code_shown->expose_text() : masked_code;
  if (letter.code_shown && !is_printable_code(ready.code)) return fail(ErrorKind::data_corrupt, "no printable code");
  PP_TRYV(check_letters(letter.recipient, letter.address, installation.fonts));
  PP_TRY(ready.layout, layout_of(letter, installation));
  PP_TRY(ready.address, fit_letter_address(letter.recipient, letter.address, installation.parts()));
  if (!is_label_number(letter.track_number.str())) {
    return fail(ErrorKind::track_number_malformed, "a label needs a track number of 14 digits");
  }
  auto addressee = ready.layout->addressee_lines(values, installation.fonts);
  if (!addressee) return text_too_long(letter.recipient);
  ready.addressee = std::move(*addressee);
  return ready;
}

}  // namespace postproof::letters
