#include "letters/letter_template.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <unicode/normalizer2.h>

#include "core/ensure.hpp"
#include "letters/characters.hpp"

namespace postproof::letters {

namespace {

struct KindName {
  std::string_view name;
  BlockKind kind;
};
constexpr std::array<KindName, 10> kind_names = {{{"heading", BlockKind::heading},
                                                  {"paragraph", BlockKind::paragraph},
                                                  {"code", BlockKind::code},
                                                  {"deadline", BlockKind::deadline},
                                                  {"subheading", BlockKind::subheading},
                                                  {"steps", BlockKind::steps},
                                                  {"notice", BlockKind::notice},
                                                  {"lower", BlockKind::lower},
                                                  {"qr", BlockKind::qr},
                                                  {"footer", BlockKind::footer}}};

struct FieldName {
  std::string_view name;
  Field field;
};
constexpr std::array<FieldName, 5> field_names = {{{"addressee", Field::addressee},
                                                   {"valid_through", Field::valid_through},
                                                   {"portal_url", Field::portal_url},
                                                   {"sender_name", Field::sender_name},
                                                   {"track_number", Field::track_number}}};

Result<bool> is_nfc(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  const bool composed =
      U_SUCCESS(status) && nfc->isNormalizedUTF8({utf8.data(), static_cast<int32_t>(utf8.size())}, status);
  if (U_FAILURE(status)) return fail(ErrorKind::internal_error, "ICU cannot check for NFC");
  return composed;
}

/// Reads one template; the first error wins.
class TemplateReader {
 public:
  TemplateReader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  Result<LetterTemplate> read() {
    PP_TRYV(check_characters());
    for (std::size_t from = 0; from < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', from), text_.size());
      ++line_;
      PP_TRYV(take_line(text_.substr(from, end - from)));
      from = end + 1;
    }
    PP_TRYV(end_passage());
    PP_TRYV(check_whole());
    return std::move(result_);
  }

 private:
  Error refuse(int line, std::string_view reason) const {
    return error(ErrorKind::file_invalid, fmt::format("{}:{}: {}", name_, line, reason));
  }

  Result<void> check_characters() const {
    if (text_.size() > most_template_bytes) return refuse(1, "the template is larger than 64 KiB");
    int line = 1;
    for (std::size_t at = 0; at < text_.size();) {
      const char32_t character = next_character(text_, at);
      if (character == broken_character) return refuse(line, "the text is not UTF-8");
      if ((character < 0x20 && character != '\n') || (character >= 0x7F && character < 0xA0)) {
        return refuse(line, "a control character");
      }
      if (character == '\n') ++line;
    }
    return success();
  }

  Result<void> take_line(std::string_view line) {
    PP_TRY(const bool composed, is_nfc(line));
    if (!composed) return refuse(line_, "the text is not in NFC");
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) return end_passage();
    if (line.starts_with('[')) return begin_block(line);
    if (current_ == nullptr) return refuse(line_, "text outside a block");
    if (current_->kind == BlockKind::steps) {
      if (line.starts_with("- ")) {
        PP_TRYV(end_passage());
        line.remove_prefix(2);
      } else if (pending_.empty()) {
        return refuse(line_, "an item of a list begins with \"- \"");
      }
    }
    if (pending_.empty()) pending_line_ = line_;
    if (!pending_.empty()) pending_ += '\n';
    pending_ += line;
    return success();
  }

  Result<void> begin_block(std::string_view line) {
    PP_TRYV(end_passage());
    PP_TRYV(check_block_is_full());
    const auto known = std::find_if(kind_names.begin(), kind_names.end(), [&](const KindName& kind) {
      return line.ends_with(']') && line.substr(1, line.size() - 2) == kind.name;
    });
    if (known == kind_names.end()) return refuse(line_, fmt::format("unknown block {}", line.substr(0, 40)));
    const bool after = result_.code.line != 0;
    switch (known->kind) {
      case BlockKind::code: return begin_single(result_.code, *known);
      case BlockKind::deadline: return begin_single(result_.deadline, *known);
      case BlockKind::qr: return begin_single(result_.qr, *known);
      case BlockKind::footer: return begin_single(result_.footer, *known);
      case BlockKind::lower: return begin_lower();
      case BlockKind::heading:
        if (after || !result_.before_code.empty()) return refuse(line_, "[heading] comes first, and once");
        break;
      case BlockKind::subheading:
      case BlockKind::steps:
      case BlockKind::notice:
        if (!after) return refuse(line_, fmt::format("[{}] belongs after [code]", known->name));
        break;
      case BlockKind::paragraph: break;
    }
    auto& blocks = lower_line_ != 0 ? result_.lower : after ? result_.after_code : result_.before_code;
    blocks.push_back({known->kind, line_, {}});
    current_ = &blocks.back();
    return success();
  }

  Result<void> begin_single(Block& block, const KindName& kind) {
    if (block.line != 0) return refuse(line_, fmt::format("[{}] stands here twice", kind.name));
    block.kind = kind.kind;
    block.line = line_;
    current_ = &block;
    return success();
  }

  /// A mark without text of its own.
  Result<void> begin_lower() {
    if (result_.after_code.empty()) return refuse(line_, "[lower] comes after what to do with the code");
    if (lower_line_ != 0) return refuse(line_, "[lower] stands here twice");
    lower_line_ = line_;
    current_ = nullptr;
    return success();
  }

  Result<void> check_block_is_full() const {
    if (current_ != nullptr && current_->passages.empty()) return refuse(current_->line, "the block is empty");
    return success();
  }

  /// Turns the collected lines into a passage: lines are joined by blanks.
  Result<void> end_passage() {
    if (pending_.empty()) return success();
    Passage passage;
    std::string literal;
    bool strong = false;
    int strong_line = pending_line_;
    int line = pending_line_;
    const std::string_view text = pending_;
    const auto flush = [&] {
      if (!literal.empty()) passage.push_back({Field::literal, std::exchange(literal, {}), strong});
    };
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view two = text.substr(i, 2);
      if (two == "**") {
        flush();
        strong = !strong;
        strong_line = line;
        i += 2;
      } else if (two == "{{") {
        flush();
        PP_TRY(const Field field, read_field(text.substr(i + 2), line));
        passage.push_back({field, {}, strong});
        i = text.find("}}", i) + 2;
      } else if (two == "}}") {
        return refuse(line, "}} without {{");
      } else {
        if (text[i] == '\n') ++line;
        literal += text[i] == '~' ? "\u00A0" : text[i] == '\n' ? " " : std::string(1, text[i]);
        ++i;
      }
    }
    flush();
    if (strong) return refuse(strong_line, "** is not closed");
    if (passage.empty()) return refuse(pending_line_, "nothing but marks");
    current_->passages.push_back(std::move(passage));
    pending_.clear();
    return success();
  }

  Result<Field> read_field(std::string_view rest, int line) {
    const std::size_t end = rest.find("}}");
    if (end == std::string_view::npos || rest.substr(0, end).find_first_of("\n{") != std::string_view::npos) {
      return refuse(line, "{{ is not closed");
    }
    const std::string_view name = rest.substr(0, end);
    const auto known = std::find_if(field_names.begin(), field_names.end(),
                                    [&](const FieldName& field) { return field.name == name; });
    if (known == field_names.end()) {
      return refuse(line, fmt::format("unknown field {{{{{}}}}}", name.substr(0, 40)));
    }
    if (!used_.insert(known->field).second) {
      return refuse(line, fmt::format("the field {{{{{}}}}} is used twice", name));
    }
    return known->field;
  }

  Result<void> check_whole() const {
    PP_TRYV(check_block_is_full());
    const int last = std::max(line_, 1);
    if (result_.before_code.empty() || result_.before_code.front().kind != BlockKind::heading) {
      return refuse(last, "there is no [heading] at the beginning");
    }
    if (result_.code.line == 0) return refuse(last, "there is no [code]");
    if (result_.deadline.line == 0) return refuse(last, "there is no [deadline]");
    if (result_.code.passages.size() != 1) return refuse(result_.code.line, "[code] holds one caption");
    if (result_.after_code.empty()) return refuse(last, "nothing says what to do with the code");
    if (lower_line_ != 0 && result_.lower.empty()) return refuse(lower_line_, "nothing stands below [lower]");
    if (!used_.contains(Field::valid_through)) return refuse(last, "the field {{valid_through}} is missing");
    if (!used_.contains(Field::portal_url)) return refuse(last, "the field {{portal_url}} is missing");
    return success();
  }

  std::string_view text_;
  std::string_view name_;
  LetterTemplate result_;
  Block* current_ = nullptr;
  std::string pending_;
  int pending_line_ = 0;
  int line_ = 0;
  int lower_line_ = 0;
  std::set<Field> used_;
};

}  // namespace

Result<LetterTemplate> parse_template(std::string_view text, std::string_view name) {
  return TemplateReader(text, name).read();
}

const std::string& FieldValues::of(Field field) const {
  switch (field) {
    case Field::addressee: return addressee;
    case Field::valid_through: return valid_through;
    case Field::portal_url: return portal_url;
    case Field::sender_name: return sender_name;
    case Field::track_number: return track_number;
    case Field::literal: break;
  }
  ensure(false, "a literal has no value");
  return addressee;
}

bool same_in_every_letter(const std::vector<Block>& blocks) {
  for (const auto& block : blocks) {
    for (const auto& passage : block.passages) {
      for (const auto& piece : passage) {
        if (piece.field == Field::addressee || piece.field == Field::valid_through ||
            piece.field == Field::track_number) {
          return false;
        }
      }
    }
  }
  return true;
}

}  // namespace postproof::letters
