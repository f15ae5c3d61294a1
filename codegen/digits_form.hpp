#pragma once

#include "codegen/code_form.hpp"

namespace postproof::codegen {

/// Decimal codes: 36.5 random bits. Only the ASCII digits are symbols: letters and digits of other scripts are
/// malformed. The quasigroup is the totally anti-symmetric one of order 10 of H. M. Damm, "Total anti-symmetrische
/// Quasigruppen" (2004): every single substitution and every swap of neighbours is noticed; 572 has the check digit 4.
const CodeForm& digits_form();

}  // namespace postproof::codegen
