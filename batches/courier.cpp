#include "batches/courier.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "codegen/sha256.hpp"
#include "core/ensure.hpp"

namespace postproof::batches {

namespace {

constexpr std::uint64_t most_file_bytes = 1ULL << 32U;
constexpr std::size_t most_names = 100'000;
constexpr std::chrono::seconds longest_wait{60};
const std::string done_name = "DONE";

std::string temporary_name(const std::string& name) { return "." + name + ".part"; }

/// What a repetition can heal by itself.
bool may_heal(ErrorKind kind) {
  return kind == ErrorKind::remote_failed || kind == ErrorKind::io_failed || kind == ErrorKind::disk_full;
}

/// One delivery of one batch.
class Errand {
 public:
  Errand(Files& files, RemoteFolder& there, const BatchId& batch, const Path& folder,
         const std::vector<Consignment>& consignments, const HandOver& hand_over)
      : files_(files),
        there_(there),
        batch_(batch.str()),
        folder_(folder),
        consignments_(consignments),
        hand_over_(hand_over),
        may_be_taken_(hand_over.may_be_taken) {}

  /// Looks at what lies there and does what is left.
  Result<void> pass();

  /// Files known to lie there with their content; grows as the errand gets on.
  std::size_t settled() const { return settled_.size(); }
  /// The last failure was on our side: the source or the caller.
  bool failed_here() const { return failed_here_; }

 private:
  using Listing = std::map<std::string, RemoteEntry>;
  enum class Found { equal, different, absent };

  Result<bool> look();
  Result<void> taken_away();
  Result<void> confirm_complete();
  Result<void> clear_obsolete();
  Result<void> bring(const Consignment& file);
  Result<void> commit_intent();
  Result<void> bring_done();
  Result<void> upload(const Consignment& file);
  Result<void> settle(const Consignment& file);
  Result<Found> compare(const std::string& name, const Consignment& with);
  Result<Found> compare_size(const std::string& name, std::uint64_t size);
  Result<Bytes> source(const Consignment& file);
  Result<std::uint64_t> source_size(const Consignment& file);
  Error foreign(const std::string& name) const;

  std::string at(const std::string& name) const { return batch_ + "/" + name; }
  bool listed(const std::string& name) const { return listing_.contains(name); }
  template <class T>
  Result<T> ours(Result<T> outcome) {
    failed_here_ = !outcome;
    return outcome;
  }

  Files& files_;
  RemoteFolder& there_;
  const std::string& batch_;
  const Path& folder_;
  const std::vector<Consignment>& consignments_;
  const HandOver& hand_over_;
  const Consignment done_{done_name, codegen::sha256({})};
  bool may_be_taken_;  ///< DONE can have been seen
  bool failed_here_ = false;
  Listing listing_;
  std::set<std::string> settled_;
};

Error Errand::foreign(const std::string& name) const {
  return error(ErrorKind::state_conflict,
               "another file of this name lies at the print house already: " + there_.describe(at(name)) +
                   "; find out whose it is, then release the batch");
}

/// Fills the listing; false if there is no folder of the batch.
Result<bool> Errand::look() {
  listing_.clear();
  auto entries = there_.list(batch_, most_names);
  if (!entries && entries.error().kind == ErrorKind::not_found) return false;
  if (!entries) return entries.error();
  for (RemoteEntry& entry : entries.value()) {
    std::string name = entry.name;
    listing_.emplace(std::move(name), std::move(entry));
  }
  return true;
}

Result<void> Errand::pass() {
  failed_here_ = false;
  PP_TRY(const bool folder_is_there, look());
  if (listed(done_name)) return confirm_complete();
  // DONE is only ever renamed from its temporary name, so without both somebody took it away.
  if (may_be_taken_ && !listed(temporary_name(done_name))) return taken_away();
  if (!folder_is_there) {
    PP_TRYV(there_.make_directory(batch_));
  }
  PP_TRYV(clear_obsolete());
  ensure(hand_over_.binding <= consignments_.size(), "what binds is among the files");
  const std::span files(consignments_);
  for (const Consignment& file : files.first(files.size() - hand_over_.binding)) {
    PP_TRYV(bring(file));
  }
  for (const Consignment& file : files.last(hand_over_.binding)) {
    if (!listed(file.name)) continue;
    PP_TRYV(settle(file));  // what is not ours stops us before anything binds
  }
  PP_TRYV(commit_intent());
  for (const Consignment& file : files.last(hand_over_.binding)) {
    PP_TRYV(bring(file));
  }
  return bring_done();
}

Result<void> Errand::clear_obsolete() {
  for (const std::string& name : hand_over_.obsolete) {
    const auto wanted = std::ranges::find(consignments_, name, &Consignment::name);
    if (wanted != consignments_.end() && (settled_.contains(name) || !listed(name))) continue;
    if (wanted != consignments_.end()) {
      PP_TRY(const Found found, compare(name, *wanted));
      if (found == Found::equal) continue;
    }
    for (const std::string& left : {name, temporary_name(name)}) {
      if (!listed(left)) continue;
      PP_TRYV(there_.remove_file(at(left)));
      listing_.erase(left);
    }
  }
  return success();
}

Result<void> Errand::taken_away() {
  if (hand_over_.acknowledged) {
    PP_TRY(const bool acknowledged, ours(hand_over_.acknowledged()));
    if (acknowledged) return success();
  }
  return fail(
      ErrorKind::state_conflict,
      "the batch was complete at the print house, or about to be, and is no longer at " + there_.describe(batch_) +
          ": it may have been taken, so it is not sent again. Ask the print house: if it has the batch, put its "
          "acknowledgement where acknowledgements arrive and release the batch; if it has not, run "
          "'postproof batches resend " +
          batch_ + "'");
}

/// DONE can be seen: nothing may be written any more, everything must be there.
Result<void> Errand::confirm_complete() {
  for (const Consignment& file : consignments_) {
    if (!listed(file.name)) {
      return fail(ErrorKind::state_conflict, "DONE lies at the print house, but this file of the batch does not: " +
                                                 there_.describe(at(file.name)) + "; ask the print house");
    }
    PP_TRYV(settle(file));
  }
  return settle(done_);
}

/// Compares a file that lies there under its final name, once in an errand.
Result<void> Errand::settle(const Consignment& file) {
  if (settled_.contains(file.name)) return success();
  PP_TRY(const Found found, compare(file.name, file));
  if (found == Found::different) return foreign(file.name);
  if (found == Found::absent) {
    return fail(ErrorKind::remote_failed, there_.describe(at(file.name)) + " is listed but cannot be found");
  }
  settled_.insert(file.name);
  return success();
}

Result<void> Errand::bring(const Consignment& file) {
  const std::string temporary = temporary_name(file.name);
  const bool stale = listed(temporary);
  if (listed(file.name)) {
    PP_TRYV(settle(file));
    return stale ? there_.remove_file(at(temporary)) : success();
  }
  if (stale) {
    PP_TRYV(there_.remove_file(at(temporary)));
  }
  PP_TRYV(upload(file));
  const Result<void> renamed = there_.rename_new(at(temporary), at(file.name));
  if (!renamed && renamed.error().kind == ErrorKind::state_conflict) {  // somebody was quicker
    PP_TRYV(settle(file));
    return there_.remove_file(at(temporary));
  }
  if (renamed) settled_.insert(file.name);
  return renamed;
}

/// Our bytes under the temporary name, compared.
Result<void> Errand::upload(const Consignment& file) {
  const std::string temporary = temporary_name(file.name);
  {
    PP_TRY(const Bytes content, source(file));
    PP_TRYV(there_.write(at(temporary), content));
  }
  PP_TRY(const Found found, compare(temporary, file));
  if (found == Found::equal) return success();
  return fail(ErrorKind::remote_failed,
              "the copy does not read back as it was written: " + there_.describe(at(temporary)));
}

/// Lays the temporary DONE ready and has the intent committed. One of an earlier try is kept: that it is there tells
/// that DONE never was.
Result<void> Errand::commit_intent() {
  const std::string temporary = temporary_name(done_name);
  bool ready = false;
  if (listed(temporary)) {
    PP_TRY(const Found found, compare(temporary, done_));
    ready = found == Found::equal;
  }
  if (!ready) {
    PP_TRYV(upload(done_));
  }
  if (!may_be_taken_ && hand_over_.before_done) {
    PP_TRYV(ours(hand_over_.before_done()));
  }
  may_be_taken_ = true;
  return success();
}

/// The last step.
Result<void> Errand::bring_done() {
  PP_TRYV(there_.rename_new(at(temporary_name(done_name)), at(done_name)));
  settled_.insert(done_name);
  return success();
}

Result<Errand::Found> Errand::compare(const std::string& name, const Consignment& with) {
  PP_TRY(const std::uint64_t size, source_size(with));
  codegen::Sha256 hash;
  const Result<void> read = there_.read(at(name), size, [&](ByteView part) { hash.update(part); });
  if (read) return hash.finish() == with.sha256 ? Found::equal : Found::different;
  switch (read.error().kind) {
    case ErrorKind::file_invalid: return Found::different;
    case ErrorKind::not_found: return Found::absent;
    case ErrorKind::forbidden: return compare_size(name, size);
    default: return read.error();
  }
}

/// Where reading is forbidden. The listing is asked anew: the file may have been written since the last one.
Result<Errand::Found> Errand::compare_size(const std::string& name, std::uint64_t size) {
  PP_TRY(const bool folder_is_there, look());
  const auto entry = listing_.find(name);
  if (!folder_is_there || entry == listing_.end()) return Found::absent;
  if (!entry->second.bytes) {
    return fail(ErrorKind::forbidden,
                "the print house lets us neither read " + there_.describe(at(name)) + " nor see its size");
  }
  return *entry->second.bytes == size ? Found::equal : Found::different;
}

Result<Bytes> Errand::source(const Consignment& file) {
  if (file.name == done_name) return Bytes{};
  PP_TRY(Bytes content, ours(files_.read(folder_ / file.name, most_file_bytes)));
  if (codegen::sha256(content) == file.sha256) return content;
  failed_here_ = true;
  return fail(ErrorKind::data_corrupt, "the file changed since it was made: " + (folder_ / file.name).string());
}

Result<std::uint64_t> Errand::source_size(const Consignment& file) {
  if (file.name == done_name) return 0U;
  return ours(files_.size(folder_ / file.name));
}

/// A refusal of the print house as the caller is to see it: a person must look.
Error for_a_person(const Error& why, const std::string& more) {
  return error(ErrorKind::state_conflict, why.detail + more);
}

}  // namespace

Result<void> RemoteCourier::deliver(const BatchId& batch, const Path& folder, const std::vector<Consignment>& files,
                                    const HandOver& hand_over) {
  Errand errand(files_, destination_, batch, folder, files, hand_over);
  std::chrono::seconds pause{1};
  for (int failures = 0;;) {
    const std::size_t before = errand.settled();
    const Result<void> outcome = errand.pass();
    if (outcome || errand.failed_here()) return outcome;
    const Error& why = outcome.error();
    if (!may_heal(why.kind)) return for_a_person(why, "");
    if (patience_.attempts == 0) return outcome;
    if (errand.settled() > before) {
      failures = 0;
      pause = std::chrono::seconds{1};
    }
    if (++failures >= patience_.attempts) {
      return for_a_person(why, " (the print house failed " + std::to_string(failures) +
                                   " times in a row; see to it, then release the batch)");
    }
    if (patience_.wait) patience_.wait(pause);
    pause = std::min(2 * pause, longest_wait);
  }
}

}  // namespace postproof::batches
