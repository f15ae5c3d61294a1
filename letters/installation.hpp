#pragma once

#include <functional>
#include <map>
#include <string>

#include "letters/bar_table.hpp"
#include "letters/barcode.hpp"
#include "letters/envelope.hpp"
#include "letters/font.hpp"
#include "letters/geometry.hpp"
#include "letters/letter_layout.hpp"
#include "letters/pdf_document.hpp"
#include "letters/shell_fonts.hpp"
#include "orders/address.hpp"

namespace postproof::letters {

/// What all letters of one installation have in common, read and checked. Immutable once loaded; any thread.
struct Installation {
  Fonts fonts;
  Geometry geometry;
  SenderLines sender;
  std::string portal_url;
  Symbol portal_qr;
  BarTable bars;
  ShellFonts shell;
  std::map<std::string, LetterLayout, std::less<>> layouts;  ///< by template name
  std::map<orders::Language, std::string> newest;            ///< names of templates

  LayoutParts parts() const { return {geometry, fonts, sender, portal_url, portal_qr}; }
};

/// What a document of letters says about itself; its first letter decides on the language.
PdfFacts letter_facts(orders::Language language);

}  // namespace postproof::letters
