#include "letters/typesetter.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/ensure.hpp"
#include "letters/address_block.hpp"
#include "letters/barcode.hpp"
#include "letters/date_words.hpp"
#include "letters/geometry.hpp"
#include "letters/glyph_check.hpp"
#include "letters/letter_layout.hpp"
#include "letters/pdf_document.hpp"
#include "letters/specimen.hpp"
#include "letters/template_shelf.hpp"

namespace postproof::letters {

namespace {

constexpr std::string_view masked_code = "•••• •••• ••••";
constexpr std::size_t most_font_bytes = 8U << 20U;
constexpr std::size_t most_geometry_bytes = 64U << 10U;
constexpr std::size_t most_code_characters = 14;

PdfFacts facts_of(orders::Language language) {
  const bool russian = language == orders::Language::ru;
  return {russian ? "Письмо с кодом подтверждения" : "Letter with a confirmation code",
          std::string(orders::name_of(language))};
}

bool is_printable_code(std::string_view code) {
  const auto plain = [](char c) { return c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return !code.empty() && code.size() <= most_code_characters && std::all_of(code.begin(), code.end(), plain);
}

/// Adds the errors of fields that have none yet.
void add_new_fields(std::vector<FieldError>& errors, const std::vector<FieldError>& more) {
  for (const auto& fresh : more) {
    const auto same = [&](const FieldError& known) { return known.field == fresh.field; };
    if (std::none_of(errors.begin(), errors.end(), same)) errors.push_back(fresh);
  }
}

class SheetTypesetter;

class PdfLetterDocument final : public LetterDocument {
 public:
  explicit PdfLetterDocument(const SheetTypesetter& owner) : owner_(owner) {}
  Result<void> add(const LetterContent& letter) override;
  std::size_t pages() const override { return document_ ? document_->pages() : 0; }
  Result<Bytes> finish() override;

 private:
  const SheetTypesetter& owner_;
  std::unique_ptr<PdfDocument> document_;
  bool finished_ = false;
};

class SheetTypesetter final : public Typesetter {
 public:
  SheetTypesetter(Fonts fonts, Geometry geometry, SenderLines sender, std::string portal_url, Symbol portal_qr)
      : fonts_(std::move(fonts)),
        geometry_(geometry),
        sender_(std::move(sender)),
        portal_url_(std::move(portal_url)),
        portal_qr_(std::move(portal_qr)) {}

  Result<void> take(ShelvedTemplate found) {
    PP_TRYV(check_glyphs(found, fonts_));
    const FieldValues widest = widest_values(found.use.language, portal_url_, sender_.name);
    PP_TRY(LetterLayout layout, LetterLayout::make(std::move(found.text), found.file, widest, parts()));
    layouts_.emplace(found.use.name, std::move(layout));
    if (found.use.newest) newest_[found.use.language] = found.use.name;
    uses_.push_back(std::move(found.use));
    return success();
  }

  std::vector<FieldError> unprintable(const orders::Recipient& recipient,
                                      const orders::Address& address) const override {
    std::vector<FieldError> errors = missing_glyphs(recipient, address, fonts_);
    LetterContent letter = specimen(orders::Language::ru);
    letter.recipient = recipient;
    letter.address = address;
    for (const auto& use : uses_) {
      if (!use.newest) continue;
      letter.language = use.language;
      const auto page = set(letter, use.name);
      if (page) continue;
      add_new_fields(errors, page.error().fields);
    }
    return errors;
  }

  std::unique_ptr<LetterDocument> begin_document() const override { return std::make_unique<PdfLetterDocument>(*this); }
  const std::vector<TemplateUse>& templates() const override { return uses_; }
  const std::string& newest_template(orders::Language language) const override { return newest_.at(language); }

  Result<Bytes> proof(const LetterContent& letter) const override {
    LetterContent masked = letter;
    masked.code_shown = nullptr;
    const auto document = begin_document();
    PP_TRYV(document->add(masked));
    return document->finish();
  }

  Result<Bytes> preview(std::string_view template_name) const override {
    const auto use = std::find_if(uses_.begin(), uses_.end(), [&](const auto& u) { return u.name == template_name; });
    if (use == uses_.end()) return unknown_template();
    const Secret code{specimen_code};
    LetterContent letter = specimen(use->language);
    letter.template_name = use->name;
    letter.code_shown = &code;
    const auto document = begin_document();
    PP_TRYV(document->add(letter));
    return document->finish();
  }

  Result<Bytes> envelope(EnvelopeSize size, const EnvelopeContent& content) const override {
    PP_TRYV(check_letters(content.recipient, content.address));
    PP_TRY(const Page page, compose_envelope(size, content, sender_, fonts_));
    PP_TRY(const auto document, PdfDocument::create(fonts_, {"Конверт", "ru"}));
    PP_TRYV(document->add(page, {}));
    return document->save();
  }

  /// The page of one letter, code left open.
  Result<Page> set(const LetterContent& letter, const std::string& template_name) const {
    const auto layout = layouts_.find(template_name);
    if (layout == layouts_.end()) return unknown_template();
    const LayoutContent content{letter.recipient, letter.address, letter.track_number.str(),
                                date_in_words(letter.valid_through, letter.language)};
    return layout->second.page(content, parts());
  }

  Result<void> check_letters(const orders::Recipient& recipient, const orders::Address& address) const {
    Error refusal = error(ErrorKind::validation_failed, "the letter's font lacks a character of this order");
    refusal.fields = missing_glyphs(recipient, address, fonts_);
    if (!refusal.fields.empty()) return refusal;
    return success();
  }

  const Fonts& fonts() const { return fonts_; }

 private:
  static Error unknown_template() { return error(ErrorKind::not_found, "no such letter template"); }
  LayoutParts parts() const { return {geometry_, fonts_, sender_, portal_url_, portal_qr_}; }

  Fonts fonts_;
  Geometry geometry_;
  SenderLines sender_;
  std::string portal_url_;
  Symbol portal_qr_;
  std::vector<TemplateUse> uses_;
  std::map<orders::Language, std::string> newest_;
  std::map<std::string, LetterLayout> layouts_;
};

Result<void> PdfLetterDocument::add(const LetterContent& letter) {
  if (finished_) return fail(ErrorKind::state_conflict, "the document is finished");
  if (pages() >= most_pages) return fail(ErrorKind::state_conflict, "the document is full");
  const std::string_view code = letter.code_shown ? letter.code_shown->expose_text() : masked_code;
  if (letter.code_shown && !is_printable_code(code)) return fail(ErrorKind::data_corrupt, "no printable code");
  PP_TRYV(owner_.check_letters(letter.recipient, letter.address));
  const std::string& name =
      letter.template_name.empty() ? owner_.newest_template(letter.language) : letter.template_name;
  PP_TRY(const Page page, owner_.set(letter, name));
  if (!document_) {
    PP_TRY(auto document, PdfDocument::create(owner_.fonts(), facts_of(letter.language)));
    document_ = std::move(document);
  }
  return document_->add(page, code);
}

Result<Bytes> PdfLetterDocument::finish() {
  if (finished_ || !document_) return fail(ErrorKind::state_conflict, "the document is finished or has no page");
  finished_ = true;
  return document_->save();
}

Result<Font> read_font(const Files& files, const Path& path, std::string_view wanted) {
  PP_TRY(Bytes bytes, files.read(path, most_font_bytes));
  PP_TRY(Font font, Font::parse(std::move(bytes), path.string()));
  if (font.first_missing(wanted) != 0) {
    return fail(ErrorKind::file_invalid, path.string() + ": the font lacks characters that every letter has");
  }
  return font;
}

Result<Fonts> read_fonts(const Files& files, const Path& directory) {
  constexpr std::string_view text = "0123456789.,- •№АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя";
  constexpr std::string_view code = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ •";
  PP_TRY(Font regular, read_font(files, directory / "PTS55F.ttf", text));
  PP_TRY(Font bold, read_font(files, directory / "PTS75F.ttf", text));
  PP_TRY(Font mono, read_font(files, directory / "PTM75F.ttf", code));
  return Fonts{std::move(regular), std::move(bold), std::move(mono)};
}

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
  auto typesetter = std::make_unique<SheetTypesetter>(std::move(fonts), geometry, std::move(sender),
                                                      settings.portal_url, std::move(portal_qr));
  for (auto& found : shelf) {
    PP_TRYV(typesetter->take(std::move(found)));
  }
  return std::unique_ptr<Typesetter>(std::move(typesetter));
}

}  // namespace postproof::letters
