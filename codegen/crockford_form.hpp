#pragma once

#include "codegen/code_form.hpp"

namespace postproof::codegen {

/// Codes of Crockford's base 32 (0-9 and A-Z without I, L, O, U): 55 random bits. I and L are read as 1, O as 0, lower
/// case as upper case, and the Cyrillic letters that look like a symbol (А В Е К М Н О Р С Т Х У, either case) as that
/// symbol; U is malformed.
///
/// The quasigroup is x * y = 2 (x + y) over GF(32) = GF(2)[t] / (t^5 + t^2 + 1), where a value's bits are the
/// coefficients and 2 is t. As x * x = 0, the check symbol is the interim value itself. A code c_1 ... c_12 is right if
/// and only if the sum of 2^(13 - i) c_i is 0. 2 has the order 31, so the twelve weights differ and none is 0:
/// - one wrong symbol changes the sum by weight * difference, never 0;
/// - a swap of c_i and c_j changes it by (w_i + w_j)(c_i + c_j), never 0 for different symbols; neighbours are the case
///   that the contract asks for;
/// - the same slip in two places (aa to bb) is noticed for the same reason.
///
/// Check symbols of some codes: 00000000000 -> 0, 00000000001 -> 2, 10000000000 -> 7, 0123456789A -> M,
/// ZZZZZZZZZZZ -> K, ABCDEFGHJKM -> C, P0STPR00F26 -> Y.
const CodeForm& crockford_form();

}  // namespace postproof::codegen
