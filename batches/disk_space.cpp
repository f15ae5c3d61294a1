#include "batches/disk_space.hpp"

#include <fmt/format.h>

namespace postproof::batches {

namespace {

constexpr std::uint64_t bytes_per_letter = 6ULL << 10U;  // outbox 1.2 KiB, print house the same, database and log 2 KiB
constexpr std::uint64_t bytes_per_night = 64ULL << 20U;
constexpr std::string_view alarm = "disk_space";

}  // namespace

std::uint64_t space_needed(std::int64_t letters) {
  return bytes_per_night + bytes_per_letter * static_cast<std::uint64_t>(letters);
}

Result<void> check_disk_space(const Night& night, std::int64_t letters, Instant now) {
  PP_TRYV(night.files.make_directories(night.settings.outbox));
  PP_TRY(const std::uint64_t free, night.files.free_space(night.settings.outbox));
  const std::uint64_t needed = space_needed(letters);
  if (free >= needed) return night.store.close_alarm(alarm, "", now);
  const std::string detail = fmt::format("{} letters need {} MiB of disk, {} MiB are free at {}; nothing was sealed",
                                         letters, needed >> 20U, free >> 20U, night.settings.outbox.string());
  PP_TRYV(night.store.raise_alarm(alarm, "", detail + " - make room and run 'postproof nightly' again.", now));
  return fail(ErrorKind::disk_full, detail);
}

}  // namespace postproof::batches
