#include "core/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace postproof {

void ensure(bool holds, const char* what, std::source_location where) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "postproof: a promise of the program is broken: %s (%s:%u)\n", what, where.file_name(),
               static_cast<unsigned>(where.line()));
  std::abort();
}

}  // namespace postproof
