#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace postproof::tracking {

/// A full ticket has 2 MiB to 5 MiB.
inline constexpr std::size_t most_answer_bytes = std::size_t{12} << 20U;
/// Characters '<' and '=' in an answer: a bound on elements and attributes, and so on memory (about 20 MiB beside the
/// text). 3000 items with 20 operations each have 380 000.
inline constexpr std::size_t most_answer_marks = 400'000;
inline constexpr int most_answer_depth = 32;
inline constexpr std::size_t most_name_bytes = 256;
inline constexpr std::size_t most_operations_of_an_item = 1000;

inline constexpr std::string_view soap11_uri = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view soap12_uri = "http://www.w3.org/2003/05/soap-envelope";

/// An XML answer of the post, read whole. Owns the text; nodes borrow from it. One thread.
class SoapDocument {
 public:
  /// Reads the answer: UTF-8, well formed, one root element `Envelope` in `envelope_uri`, no DOCTYPE, within the bounds
  /// above. Everything else, an HTML page too, is remote_failed with one sentence that says which.
  static Result<SoapDocument> read(std::string text, std::string_view envelope_uri);

  /// The element child of the envelope named Body, which must be there once.
  pugi::xml_node body() const { return body_; }

  /// The child of the body named Fault in the envelope's namespace; null if there is none.
  pugi::xml_node fault() const { return child_of(body_, envelope_uri_, "Fault"); }

  /// The first element child with this local name in the namespace `uri` ("" = in none); null if there is none.
  /// Prefixes do not matter.
  static pugi::xml_node child_of(pugi::xml_node parent, std::string_view uri, std::string_view local_name);

  /// The next such sibling.
  static pugi::xml_node next_of(pugi::xml_node node, std::string_view uri, std::string_view local_name);

  /// The element as it came, from its name up to its end tag; where it has none, or holds one that looks like its own,
  /// some white space or markup behind it may be there too, but never less. `next`: the next element of the document
  /// that is not inside it; null for the last one. Borrows from this document.
  std::string_view source_of(pugi::xml_node element, pugi::xml_node next) const;

 private:
  SoapDocument() = default;

  std::string raw_;                    // as it came
  std::unique_ptr<std::string> text_;  // pugixml writes and points into it
  std::unique_ptr<pugi::xml_document> document_;
  pugi::xml_node body_;
  std::string envelope_uri_;
};

/// Walks those element children of one parent that have a local name in a namespace. Looks a prefix up once: a sibling
/// of the same qualified name that declares nothing itself is in the same namespace. Borrows the parent's document and
/// both texts.
class NamedChildren {
 public:
  NamedChildren(pugi::xml_node parent, std::string_view uri, std::string_view local_name)
      : next_(parent.first_child()), uri_(uri), local_name_(local_name) {}

  /// The next one; null at the end.
  pugi::xml_node next();

 private:
  bool is_one(pugi::xml_node node);

  pugi::xml_node next_;
  std::string_view uri_;
  std::string_view local_name_;
  std::string_view known_;  ///< a qualified name that is one
};

/// A digest of an element's source text and of the namespaces in force outside of it: where it is the same the element
/// says the same (the reverse does not hold). 64 bits, no protection against made collisions.
class ElementDigest {
 public:
  /// For elements that are children of `parent`.
  explicit ElementDigest(pugi::xml_node parent);
  /// `source`: SoapDocument::source_of an element.
  std::uint64_t of(std::string_view source) const;

 private:
  std::uint64_t outside_;
};

/// The text directly inside the element, CDATA included, comments left out, trimmed of XML white space.
std::string text_of_element(pugi::xml_node element);

/// A decimal number of at most 9 digits with an optional minus; nothing else.
std::optional<int> number_of(std::string_view text);

/// Text for people that came from outside: white space folded, at most most_name_bytes, cut between characters.
std::string bounded_name(std::string_view text);

/// The index as it came if it is 1-16 printable ASCII characters without blanks; else empty.
PostalIndex index_of(std::string_view text);

/// `dd.MM.yyyy HH:mm:ss` (1970-9999) as the clock of `index`'s office shows it.
std::optional<Instant> office_time_of(std::string_view text, const PostalIndex& index);

/// Text made safe for element content and attribute values in double quotes. Control characters other than tab, line
/// feed and carriage return cannot be written in XML; they must not be in `text` (see is_xml_text).
std::string escaped(std::string_view text);

/// UTF-8 without characters that XML 1.0 forbids (production 2, Char).
bool is_xml_text(std::string_view text);

/// What went wrong at the post, as one kind of error.
Error post_failure(std::string sentence);

}  // namespace postproof::tracking
