#include "app/live_keys.hpp"

#include <sys/stat.h>

#include "codegen/key_ring_file.hpp"

namespace postproof::app {

Result<std::unique_ptr<LiveKeys>> LiveKeys::open(const Path& file, const Files& files) {
  std::unique_ptr<LiveKeys> keys(new LiveKeys(file, files));
  keys->seen_ = keys->look();
  PP_TRY(codegen::KeyRing ring, codegen::load_key_ring(file, files));
  keys->ring_ = std::make_shared<const codegen::KeyRing>(std::move(ring));
  return keys;
}

std::optional<LiveKeys::Version> LiveKeys::look() const {
  struct stat found {};
  if (stat(file_.c_str(), &found) != 0) return std::nullopt;
  return Version{found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ino, found.st_size};
}

std::shared_ptr<const codegen::KeyRing> LiveKeys::ring() const {
  const std::lock_guard guard(mutex_);
  const std::optional<Version> version = look();
  if (!version || version == seen_) return ring_;
  Result<codegen::KeyRing> fresh = codegen::load_key_ring(file_, files_);
  if (fresh) {
    ring_ = std::make_shared<const codegen::KeyRing>(std::move(fresh.value()));
    seen_ = version;
  }
  return ring_;
}

}  // namespace postproof::app
