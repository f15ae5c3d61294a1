#include "batches/cp866.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "batches/cp866_table.hpp"
#include "core/ensure.hpp"
#include "letters/characters.hpp"

namespace postproof::batches {

namespace {

// The upper half of cp866 as Unicode publishes it (MAPPINGS/VENDORS/MICSFT/PC/CP866.TXT): 0x80
// to 0xAF А-п, 0xE0 to 0xEF р-я, then these. Drawing characters, ¤, ■ and the no-break space are left out on purpose.
constexpr std::uint8_t first_special = 0xF0;
constexpr std::u32string_view specials = U"ЁёЄєЇїЎў°∙·√№";

constexpr std::string_view unknown = "?";

/// The byte of a character that cp866 holds; 0 for any other.
constexpr std::uint8_t byte_of(char32_t c) {
  if (c >= 0x20 && c <= 0x7E) return c == U'|' ? 0 : static_cast<std::uint8_t>(c);
  if (c >= U'А' && c <= U'п') return static_cast<std::uint8_t>(0x80 + (c - U'А'));
  if (c >= U'р' && c <= U'я') return static_cast<std::uint8_t>(0xE0 + (c - U'р'));
  const std::size_t at = specials.find(c);
  return at == std::u32string_view::npos ? std::uint8_t{0} : static_cast<std::uint8_t>(first_special + at);
}

std::string bytes_of_target(std::string_view utf8) {
  std::string bytes;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::uint8_t byte = byte_of(letters::next_character(utf8, at));
    ensure(byte != 0, "the table writes what cp866 holds");
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

/// Every character below this has a place of its own; the few above it are searched for.
constexpr char32_t direct_end = 0x600;

struct Entry {
  char32_t character = 0;
  std::string bytes;
};

class Table {
 public:
  Table() {
    for (char32_t c = 0; c < direct_end; ++c) {
      const std::uint8_t byte = c < 0x20 || (c >= 0x7F && c < 0xA0) ? std::uint8_t{' '} : byte_of(c);
      direct_[c] = byte == 0 ? std::string(unknown) : std::string(1, static_cast<char>(byte));
    }
    for (const Cp866Group& group : cp866_groups()) {
      for (const char32_t c : group.characters) {
        if (c < direct_end) {
          direct_[c] = bytes_of_target(group.target);
        } else {
          others_.push_back({c, bytes_of_target(group.target)});
        }
      }
    }
    for (std::size_t i = 0; i < specials.size(); ++i) {
      if (specials[i] >= direct_end) others_.push_back({specials[i], {static_cast<char>(first_special + i)}});
    }
    std::ranges::sort(others_, {}, &Entry::character);
    for (std::size_t c = 0; c < direct_end; ++c) {
      if (direct_[c].size() == 1) singles_[c] = static_cast<std::uint8_t>(direct_[c][0]);
    }
  }

  /// The byte of a character that becomes one; 0 for the others.
  std::uint8_t single(char32_t c) const { return c < direct_end ? singles_[c] : std::uint8_t{0}; }

  std::string_view of(char32_t c) const {
    if (c < direct_end) return direct_[c];
    const auto found = std::ranges::lower_bound(others_, c, {}, &Entry::character);
    return found != others_.end() && found->character == c ? std::string_view(found->bytes) : unknown;
  }

 private:
  std::array<std::string, direct_end> direct_;
  std::array<std::uint8_t, direct_end> singles_{};
  std::vector<Entry> others_;
};

const Table& table() {
  static const Table made;
  return made;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6U));
    out.push_back(static_cast<char>(0x80 | (c & 0x3FU)));
  } else {
    out.push_back(static_cast<char>(0xE0 | c >> 12U));
    out.push_back(static_cast<char>(0x80 | (c >> 6U & 0x3FU)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3FU)));
  }
}

}  // namespace

std::string_view in_cp866(char32_t character) { return table().of(character); }

void append_cp866(std::string& out, std::string_view utf8) {
  const Table& known = table();
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = letters::next_character(utf8, at);
    const std::uint8_t byte = known.single(c);
    if (byte != 0) {
      out.push_back(static_cast<char>(byte));
    } else {
      out += known.of(c);
    }
  }
}

char32_t first_without_cp866(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = letters::next_character(utf8, at);
    if (c != U'?' && in_cp866(c) == unknown) return c;
  }
  return 0;
}

std::optional<std::string> utf8_of_cp866(std::string_view bytes) {
  std::string text;
  for (const char signed_byte : bytes) {
    const auto byte = static_cast<std::uint8_t>(signed_byte);
    if (byte >= 0x20 && byte <= 0x7E) {
      append_utf8(text, byte);
    } else if (byte >= 0x80 && byte <= 0xAF) {
      append_utf8(text, U'А' + (byte - 0x80U));
    } else if (byte >= 0xE0 && byte < first_special) {
      append_utf8(text, U'р' + (byte - 0xE0U));
    } else if (byte >= first_special && byte - first_special < static_cast<int>(specials.size())) {
      append_utf8(text, specials[byte - first_special]);
    } else {
      return std::nullopt;
    }
  }
  return text;
}

}  // namespace postproof::batches
