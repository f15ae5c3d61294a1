#include "letters/typesetter.hpp"

#include <algorithm>
#include <utility>

#include "letters/barcode.hpp"
#include "letters/drawn_check.hpp"
#include "letters/font_shelf.hpp"
#include "letters/glyph_check.hpp"
#include "letters/installation.hpp"
#include "letters/pdf_document.hpp"
#include "letters/plain_document.hpp"
#include "letters/press_document.hpp"
#include "letters/ready_letter.hpp"
#include "letters/specimen.hpp"
#include "letters/template_shelf.hpp"

namespace postproof::letters {

namespace {

constexpr std::size_t most_geometry_bytes = 64U << 10U;

/// Adds the errors of fields that have none yet.
void add_new_fields(std::vector<FieldError>& errors, const std::vector<FieldError>& more) {
  for (const auto& fresh : more) {
    const auto same = [&](const FieldError& known) { return known.field == fresh.field; };
    if (std::none_of(errors.begin(), errors.end(), same)) errors.push_back(fresh);
  }
}

class SheetTypesetter final : public Typesetter {
 public:
  explicit SheetTypesetter(Installation installation) : installation_(std::move(installation)) {}

  Result<void> take(ShelvedTemplate found) {
    PP_TRYV(check_glyphs(found, installation_.fonts));
    const std::string& name = found.use.name;
    const FieldValues widest = widest_of(found.use.language);
    PP_TRY(LetterLayout layout, LetterLayout::make(std::move(found.text), found.file, widest, installation_.parts()));
    const auto taken = installation_.layouts.emplace(name, std::move(layout)).first;
    PP_TRYV(check_specimen(taken->second, found));
    if (found.use.newest) {
      installation_.newest[found.use.language] = name;
      newest_.push_back({&taken->second, widest});
    }
    uses_.push_back(std::move(found.use));
    return success();
  }

  std::vector<FieldError> unprintable(const orders::Recipient& recipient,
                                      const orders::Address& address) const override {
    std::vector<FieldError> errors = missing_glyphs(recipient, address, installation_.fonts);
    const auto fitted = fit_letter_address(recipient, address, installation_.parts());
    if (!fitted) add_new_fields(errors, fitted.error().fields);
    for (const Newest& newest : newest_) {
      FieldValues values = newest.widest;
      values.addressee = addressee_of(recipient);
      if (newest.layout->addressee_lines(values, installation_.fonts)) continue;
      add_new_fields(errors, text_too_long(recipient).fields);
    }
    return errors;
  }

  std::unique_ptr<LetterDocument> begin_document() const override { return begin_press_document(installation_); }
  std::unique_ptr<LetterDocument> begin_reference_document() const override {
    return begin_plain_document(installation_);
  }
  const std::vector<TemplateUse>& templates() const override { return uses_; }
  const std::string& newest_template(orders::Language language) const override {
    return installation_.newest.at(language);
  }

  Result<Bytes> proof(const LetterContent& letter) const override {
    LetterContent masked = letter;
    masked.code_shown = nullptr;
    return document_of(masked);
  }

  Result<Bytes> preview(std::string_view template_name) const override {
    const auto use = std::find_if(uses_.begin(), uses_.end(), [&](const auto& u) { return u.name == template_name; });
    if (use == uses_.end()) return fail(ErrorKind::not_found, "no such letter template");
    const Secret code{specimen_code};
    LetterContent letter = specimen(use->language);
    letter.template_name = use->name;
    letter.code_shown = &code;
    return document_of(letter);
  }

  Result<Bytes> envelope(EnvelopeSize size, const EnvelopeContent& content) const override {
    PP_TRYV(check_letters(content.recipient, content.address, installation_.fonts));
    PP_TRY(const Page page, compose_envelope(size, content, installation_.sender, installation_.fonts));
    PP_TRY(const auto document, PdfDocument::create(installation_.fonts, {"Конверт", "ru"}));
    PP_TRYV(document->add(page, {}));
    return document->save();
  }

 private:
  /// A layout that new letters use, and the widest values its fields may have.
  struct Newest {
    const LetterLayout* layout;
    FieldValues widest;
  };

  FieldValues widest_of(orders::Language language) const {
    return widest_values(language, installation_.portal_url, installation_.sender.name);
  }

  /// Sets an invented letter and looks where everything went.
  Result<void> check_specimen(const LetterLayout& layout, const ShelvedTemplate& found) const {
    const LetterContent letter = specimen(found.use.language);
    LetterFields fields(installation_);
    PP_TRY(const FittedAddress address, fit_letter_address(letter.recipient, letter.address, installation_.parts()));
    PP_TRY(const Page page, layout.page({address, fields.of(letter)}, installation_.parts()));
    return check_drawn(page, installation_.geometry, installation_.fonts, found.file);
  }

  Result<Bytes> document_of(const LetterContent& letter) const {
    const auto document = begin_document();
    PP_TRYV(document->add(letter));
    return document->finish();
  }

  Installation installation_;
  std::vector<TemplateUse> uses_;
  std::vector<Newest> newest_;
};

}  // namespace

Result<std::unique_ptr<Typesetter>> Typesetter::load(const LetterSettings& settings, const Files& files) {
  PP_TRY(Fonts fonts, read_fonts(files, settings.font_dir));
  PP_TRY(const Bytes geometry_text, files.read(settings.geometry_file, most_geometry_bytes));
  PP_TRY(const Geometry geometry, parse_geometry(text_of(geometry_text), settings.geometry_file.string()));
  SenderLines sender{settings.sender_name, settings.sender_lines};
  PP_TRYV(check_sender(sender, fonts));
  PP_TRYV(check_portal_url(settings.portal_url, fonts));
  PP_TRY(Symbol portal_qr, qr_code(settings.portal_url));
  PP_TRY(auto shelf, read_template_shelf(settings.template_dir, files));
  PP_TRY(BarTable bars, BarTable::make());
  PP_TRY(ShellFonts shell, ShellFonts::make(fonts, common_characters(shelf, sender, settings.portal_url)));
  auto typesetter = std::make_unique<SheetTypesetter>(Installation{std::move(fonts),
                                                                   geometry,
                                                                   std::move(sender),
                                                                   settings.portal_url,
                                                                   std::move(portal_qr),
                                                                   std::move(bars),
                                                                   std::move(shell),
                                                                   {},
                                                                   {}});
  for (auto& found : shelf) {
    PP_TRYV(typesetter->take(std::move(found)));
  }
  return std::unique_ptr<Typesetter>(std::move(typesetter));
}

}  // namespace postproof::letters
