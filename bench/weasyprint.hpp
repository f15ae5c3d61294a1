#pragma once

#include <optional>

namespace postproof::bench {

/// Letters a second of WeasyPrint, the free HTML-to-PDF converter, where it is installed: one document of 200 equal
/// letters, the library loaded beforehand. It is its best case: text, boxes and no bars. The process it runs in
/// inherits the processors of this thread.
std::optional<double> weasyprint_per_second();

}  // namespace postproof::bench
