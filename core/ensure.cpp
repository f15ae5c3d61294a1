#include "core/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace postproof {

void ensure(bool holds, const char* what, const char* file, unsigned line) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "postproof: a promise of the program is broken: %s (%s:%u)\n", what, file, line);
  std::abort();
}

}  // namespace postproof
