#include "system/system_entropy.hpp"

#include <cerrno>

#include <sys/random.h>

#include "core/ensure.hpp"

namespace postproof::system {

void SystemEntropy::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    ensure(got > 0, "the kernel gives random bytes");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace postproof::system
