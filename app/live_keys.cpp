#include "app/live_keys.hpp"

#include "codegen/key_ring_file.hpp"

namespace postproof::app {

Result<std::unique_ptr<LiveKeys>> LiveKeys::open(const Path& file, const Files& files) {
  std::unique_ptr<LiveKeys> keys(new LiveKeys(file, files));
  std::error_code failure;
  keys->changed_ = std::filesystem::last_write_time(file, failure);
  PP_TRY(codegen::KeyRing ring, codegen::load_key_ring(file, files));
  keys->ring_ = std::make_shared<const codegen::KeyRing>(std::move(ring));
  return keys;
}

std::shared_ptr<const codegen::KeyRing> LiveKeys::ring() const {
  const std::lock_guard guard(mutex_);
  std::error_code failure;
  const auto changed = std::filesystem::last_write_time(file_, failure);
  if (failure || changed == changed_) return ring_;
  Result<codegen::KeyRing> fresh = codegen::load_key_ring(file_, files_);
  if (fresh) {
    ring_ = std::make_shared<const codegen::KeyRing>(std::move(fresh.value()));
    changed_ = changed;
  }
  return ring_;
}

}  // namespace postproof::app
