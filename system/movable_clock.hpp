#pragma once

#include <memory>

#include "core/clock.hpp"
#include "core/files.hpp"

namespace postproof::system {

/// The clock of the demo profile: another clock plus the offset in the file `clock.offset` of the data folder. Every
/// process with this folder obeys the file: now() looks at it each time and reads it again when it has changed. The
/// file holds one whole number of seconds in decimal, with a minus sign if negative, at most most_offset either way,
/// and perhaps a line end; a missing file is the offset 0. A file that becomes malformed or unreadable leaves the last
/// good offset in force. Any thread.
class MovableClock final : public Clock {
 public:
  /// A hundred years of 365.25 days.
  static constexpr seconds most_offset{3'155'760'000};

  /// `real` must outlive the clock. file_invalid if the file is malformed, else the error of reading it.
  static Result<std::unique_ptr<MovableClock>> open(const Path& data, const Clock& real);
  ~MovableClock() override;

  Instant now() const override;

  /// Puts the offset in force for all processes on this data folder, at once and durably. usage for an offset beyond
  /// most_offset, else the error of writing the file.
  static Result<void> set_offset(const Path& data, seconds offset);

 private:
  struct Seen;
  MovableClock(Path file, const Clock& real);

  Path file_;
  const Clock& real_;
  std::unique_ptr<Seen> seen_;
};

}  // namespace postproof::system
