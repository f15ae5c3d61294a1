#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/files.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "letters/envelope.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// What one letter says.
struct LetterContent {
  orders::Recipient recipient;
  orders::Address address;
  orders::Language language = orders::Language::ru;
  TrackNumber track_number;            ///< 14 digits
  std::optional<Date> valid_through;   ///< absent: masked
  const Secret* code_shown = nullptr;  ///< as printed, "1234 5678 9012"; borrowed; null: masked
  std::string template_name;           ///< "ru/1"; empty: the newest of the language
};

struct LetterSettings {
  Path template_dir;  ///< holds <language>/<version>/letter.txt
  Path geometry_file;
  Path font_dir;  ///< holds PTS55F.ttf, PTS75F.ttf, PTM75F.ttf
  std::string sender_name;
  std::vector<std::string> sender_lines;  ///< address, telephone and the like, a line each
  std::string portal_url;                 ///< http:// or https://, at most 200 bytes
};

/// A template as loaded. `content` are the file's bytes, for whoever records their digest.
struct TemplateUse {
  std::string name;
  orders::Language language = orders::Language::ru;
  int version = 0;
  bool newest = false;  ///< new letters of the language use it
  Bytes content;
};

/// One PDF in the making: letters are added, one page each, then it is finished once. For one thread. The Typesetter it
/// came from must outlive it. What finish() gives holds codes if the letters did: treat it as a secret.
class LetterDocument {
 public:
  virtual ~LetterDocument() = default;
  /// Adds a page, or none at all if it fails: validation_failed (with fields) for an address or a name that cannot be
  /// printed whole, track_number_malformed, not_found for an unknown template, data_corrupt for a code that is no
  /// printable code, state_conflict for more than most_pages or after finish(), internal_error for a failing library.
  virtual Result<void> add(const LetterContent& letter) = 0;
  virtual std::size_t pages() const = 0;
  /// The whole file. The same letters in the same order give the same bytes. state_conflict if there is no page or it
  /// was finished before.
  virtual Result<Bytes> finish() = 0;

  static constexpr std::size_t most_pages = 10'000;
};

/// Sets letters. Everything it needs is read and checked once. Immutable; any thread.
class Typesetter {
 public:
  virtual ~Typesetter() = default;

  /// Reads fonts, geometry and all template versions, and sets a letter with each of them to see that it fits. Errors:
  /// those of Files; file_invalid naming file and line (templates), file and key (geometry) or file (fonts);
  /// configuration_invalid naming the setting for a sender or portal address that cannot be printed.
  static Result<std::unique_ptr<Typesetter>> load(const LetterSettings& settings, const Files& files);

  /// Why this order could not be printed: does_not_fit or glyph_missing per field, named as paths of the order's body.
  /// Empty means that add() will take it, whatever the language.
  virtual std::vector<FieldError> unprintable(const orders::Recipient& recipient,
                                              const orders::Address& address) const = 0;

  virtual std::unique_ptr<LetterDocument> begin_document() const = 0;
  /// The same letters by the reference renderer: libharu draws page by page and nothing is shared. Slow; for comparing
  /// and measuring.
  virtual std::unique_ptr<LetterDocument> begin_reference_document() const = 0;

  /// All versions found, by language and version.
  virtual const std::vector<TemplateUse>& templates() const = 0;
  /// The name that an empty template_name stands for.
  virtual const std::string& newest_template(orders::Language language) const = 0;

  /// A letter as it looks, code masked whether or not there is one. Errors as of add().
  virtual Result<Bytes> proof(const LetterContent& letter) const = 0;
  /// A specimen of a template with invented data; not_found for an unknown name.
  virtual Result<Bytes> preview(std::string_view template_name) const = 0;
  /// An envelope without window, see envelope.hpp. Errors as of add().
  virtual Result<Bytes> envelope(EnvelopeSize size, const EnvelopeContent& content) const = 0;
};

}  // namespace postproof::letters
