#include "letters/installation.hpp"

namespace postproof::letters {

PdfFacts letter_facts(orders::Language language) {
  const bool russian = language == orders::Language::ru;
  return {russian ? "Письмо с кодом подтверждения" : "Letter with a confirmation code",
          std::string(orders::name_of(language))};
}

}  // namespace postproof::letters
