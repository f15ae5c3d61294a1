#include "batches/pressroom.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "batches/batch_folder.hpp"
#include "batches/file_press.hpp"
#include "codegen/sha256.hpp"

namespace postproof::batches {

namespace {

/// Takes out of the lists what the press refused just now.
void mark_refused(std::vector<Member>& members, const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    const auto refused = std::ranges::find(members, refusal.track_number, &Member::track_number);
    if (refused != members.end()) refused->rejected = true;
  }
}

class Pressroom {
 public:
  Pressroom(Night& night, const Batch& batch, const Secret& seed, Instant now)
      : night_(night),
        batch_(batch),
        seed_(seed),
        now_(now),
        workers_(std::clamp(night.settings.workers, 1, file_count(batch))),
        folder_(partial_folder(night, batch)),
        read_(file_count(batch), workers_ + 1),
        printed_(file_count(batch), 2 * workers_) {}

  Result<BatchLists> run() {
    PP_TRY(const std::vector<BatchFile> recorded, night_.store.files(batch_));
    for (const BatchFile& file : recorded) recorded_.emplace(file.file_no, file);
    return workers_ == 1 ? print_alone() : print_together();
  }

 private:
  /// One file after the other in the calling thread.
  Result<BatchLists> print_alone() {
    PP_TRY(CodePress press, CodePress::of(batch_, night_.keys, seed_));
    int file_no = 0;
    return make_lists(night_, batch_, [&]() -> Result<std::optional<FileMembers>> {
      if (file_no == file_count(batch_)) return std::optional<FileMembers>{};
      PP_TRY(FileMembers file, read_file(++file_no));
      PP_TRYV(make_file(press, file));
      return std::optional(std::move(file));
    });
  }

  Result<BatchLists> print_together() {
    BatchLists lists;
    {
      std::jthread reader([this] { guard([this] { return read_ahead(); }); });
      std::vector<std::jthread> pool;
      for (int i = 0; i < workers_; ++i) {
        pool.emplace_back([this] { guard([this] { return work(); }); });
      }
      guard([&] { return list(lists); });
    }
    if (failure_) return *failure_;
    return lists;
  }

  /// Runs a stage; its failure ends the others.
  template <class StageWork>
  void guard(StageWork work) {
    const Result<void> done = work();
    if (done) return;
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = done.error();
    read_.stop();
    printed_.stop();
  }

  Result<FileMembers> read_file(int file_no) {
    const std::int64_t first = std::int64_t{file_no - 1} * batch_.letters_per_file + 1;
    const std::int64_t last = std::min(first + batch_.letters_per_file - 1, batch_.members);
    PP_TRY(std::vector<Member> members, night_.store.members(batch_, first, last));
    return FileMembers{file_no, std::move(members)};
  }

  Result<void> read_ahead() {
    for (int file_no = 1; file_no <= file_count(batch_); ++file_no) {
      PP_TRY(FileMembers file, read_file(file_no));
      if (!read_.put(std::move(file))) break;
    }
    return success();
  }

  Result<void> work() {
    PP_TRY(CodePress press, CodePress::of(batch_, night_.keys, seed_));
    while (std::optional<FileMembers> file = read_.take()) {
      PP_TRYV(make_file(press, *file));
      if (!printed_.put(std::move(*file))) break;
    }
    return success();
  }

  Result<void> list(BatchLists& lists) {
    PP_TRY(lists,
           make_lists(night_, batch_, [this]() -> Result<std::optional<FileMembers>> { return printed_.take(); }));
    return success();
  }

  Result<void> make_file(CodePress& press, FileMembers& file) {
    PP_TRYV(have_file(press, file));
    report(static_cast<std::int64_t>(file.members.size()));
    return success();
  }

  Result<void> have_file(CodePress& press, FileMembers& file) {
    const auto known = recorded_.find(file.file_no);
    const Path path = folder_ / letters_file_name(batch_, file.file_no);
    if (known != recorded_.end()) {
      PP_TRY(const bool there, is_there(known->second, path));
      if (there) return success();
    }
    PP_TRY(PrintedFile printed, print_file(night_.typesetter, press, batch_, file.members));
    mark_refused(file.members, printed.refusals);
    return keep(file.file_no, printed, path);
  }

  Result<bool> is_there(const BatchFile& file, const Path& path) const {
    if (file.letters == 0) return true;
    return lies_there(night_.files, path, file.sha256);
  }

  /// The file is on the disk before the store knows of it. A file that the store knows and that was lost is made again
  /// from the same plaintext; encrypted, it is another file then, and takes the place of the lost one.
  Result<void> keep(int file_no, PrintedFile& printed, const Path& path) {
    Bytes content;
    if (printed.letters > 0) {
      PP_TRY(content, night_.sealer.seal(std::move(printed.plaintext)));
    }
    const BatchFile file{
        file_no,          letters_file_name(batch_, file_no), codegen::sha256(content), content.size(), printed.letters,
        printed.plain_mac};
    const auto known = recorded_.find(file_no);
    const bool same = known == recorded_.end() ||
                      (known->second.plain_mac == file.plain_mac && known->second.letters == file.letters);
    if (!same) return changed(file.name);
    const Result<void> kept = file.letters > 0 ? put_in_place(night_.files, path, content) : success();
    if (batch_.encryption == "none") wipe(content);
    if (!kept || (known != recorded_.end() && known->second == file)) return kept;
    return night_.store.record_file(batch_, file, printed.refusals, now_);
  }

  void report(std::int64_t members) {
    const std::lock_guard lock(mutex_);
    done_ += members;
    if (night_.progress) night_.progress(batch_, done_, batch_.members);
  }

  Night& night_;
  const Batch& batch_;
  const Secret& seed_;
  Instant now_;
  int workers_;
  Path folder_;
  std::map<int, BatchFile> recorded_;  // read only once the workers run
  Conveyor read_;
  Conveyor printed_;
  std::mutex mutex_;
  std::optional<Error> failure_;
  std::int64_t done_ = 0;
};

}  // namespace

Result<BatchLists> print_batch(Night& night, const Batch& batch, Instant now) {
  PP_TRY(const Secret seed, night.store.nonce_seed(batch));
  return Pressroom(night, batch, seed, now).run();
}

}  // namespace postproof::batches
