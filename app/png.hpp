#pragma once

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace postproof::app {

/// The first page of a PDF as a PNG of 150 dots an inch.
Result<Bytes> png_of_first_page(const Bytes& pdf);

}  // namespace postproof::app
