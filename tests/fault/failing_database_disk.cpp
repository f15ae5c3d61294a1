// The VFS interface of SQLite 3 (sqlite.org/c3ref/vfs.html, io_methods.html): every call goes on to the real VFS.

#include "tests/fault/failing_database_disk.hpp"

#include "core/ensure.hpp"

namespace postproof::test {

namespace {

struct File {
  sqlite3_file base;
  FailingDatabaseDisk* disk;
  const char* what;  ///< "log", "file"; null: not counted

  // The real file lies behind this one in the memory that SQLite gives.
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real_of(sqlite3_file* file) { return file_of(file).real(); }
const sqlite3_io_methods& methods_of(sqlite3_file* file) { return *real_of(file)->pMethods; }

Operation operation_on(File& file, std::string_view verb) { return {Realm::database, verb, file.what, true}; }

int close(sqlite3_file* file) {
  file_of(file).disk->forget(real_of(file));
  return methods_of(file).xClose(real_of(file));
}
int read(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset) {
  return methods_of(file).xRead(real_of(file), out, bytes, offset);
}

int write(sqlite3_file* file, const void* content, int bytes, sqlite3_int64 offset) {
  File& ours = file_of(file);
  const auto put = [&](int some) {
    ours.disk->note_write(ours.real(), offset, some);
    return methods_of(file).xWrite(ours.real(), content, some, offset);
  };
  if (ours.what == nullptr) return methods_of(file).xWrite(ours.real(), content, bytes, offset);
  switch (ours.disk->plan().judge(operation_on(ours, "write"))) {
    case Verdict::go: return put(bytes);
    case Verdict::lose_answer: (void)put(bytes); break;
    case Verdict::half: (void)put(bytes / 2); break;
    case Verdict::lose_unsynced: ours.disk->lose_unsynced(true); break;
    case Verdict::refuse: return SQLITE_FULL;
    case Verdict::dead: break;
  }
  return SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  File& ours = file_of(file);
  if (ours.what != nullptr && ours.disk->plan().judge(operation_on(ours, "truncate")) != Verdict::go) {
    return SQLITE_IOERR_TRUNCATE;
  }
  ours.disk->forget(ours.real());
  return methods_of(file).xTruncate(ours.real(), size);
}

int sync(sqlite3_file* file, int flags) {
  File& ours = file_of(file);
  const Verdict verdict = ours.what == nullptr ? Verdict::go : ours.disk->plan().judge(operation_on(ours, "sync"));
  if (verdict == Verdict::half) ours.disk->lose_unsynced(false);
  if (verdict == Verdict::lose_unsynced) ours.disk->lose_unsynced(true);
  if (verdict != Verdict::go && verdict != Verdict::lose_answer) return SQLITE_IOERR_FSYNC;
  ours.disk->forget(ours.real());
  const int code = methods_of(file).xSync(ours.real(), flags);
  return verdict == Verdict::go ? code : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) { return methods_of(file).xFileSize(real_of(file), size); }
int lock(sqlite3_file* file, int level) { return methods_of(file).xLock(real_of(file), level); }
int unlock(sqlite3_file* file, int level) { return methods_of(file).xUnlock(real_of(file), level); }
int check_lock(sqlite3_file* file, int* out) { return methods_of(file).xCheckReservedLock(real_of(file), out); }
int control(sqlite3_file* file, int verb, void* argument) {
  return methods_of(file).xFileControl(real_of(file), verb, argument);
}
int sector_size(sqlite3_file* file) { return methods_of(file).xSectorSize(real_of(file)); }
int traits(sqlite3_file* file) { return methods_of(file).xDeviceCharacteristics(real_of(file)); }
int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
  return methods_of(file).xShmMap(real_of(file), page, bytes, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return methods_of(file).xShmLock(real_of(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { methods_of(file).xShmBarrier(real_of(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return methods_of(file).xShmUnmap(real_of(file), remove); }

/// Version 2: no memory-mapped pages, which would be read past us.
constexpr sqlite3_io_methods methods{2,        close,       read,       write,   truncate,    sync,   file_size,
                                     lock,     unlock,      check_lock, control, sector_size, traits, shm_map,
                                     shm_lock, shm_barrier, shm_unmap,  nullptr, nullptr};

FailingDatabaseDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FailingDatabaseDisk*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  FailingDatabaseDisk& disk = disk_of(vfs);
  File& ours = file_of(file);
  ours.base.pMethods = nullptr;
  ours.disk = &disk;
  ours.what = (flags & SQLITE_OPEN_WAL) != 0 ? "log" : (flags & SQLITE_OPEN_MAIN_DB) != 0 ? "file" : nullptr;
  const int code = disk.real().xOpen(&disk.real(), name, ours.real(), flags, out_flags);
  if (ours.real()->pMethods != nullptr) ours.base.pMethods = &methods;
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  FailingDatabaseDisk& disk = disk_of(vfs);
  if (disk.plan().judge({Realm::database, "delete", "log", true}) != Verdict::go) return SQLITE_IOERR_DELETE;
  return disk.real().xDelete(&disk.real(), name, sync_folder);
}

}  // namespace

FailingDatabaseDisk::FailingDatabaseDisk(FaultPlan& plan) : plan_(plan), real_(sqlite3_vfs_find("unix")) {
  ensure(real_ != nullptr, "SQLite has a VFS of the system");
  vfs_ = std::make_unique<sqlite3_vfs>(*real_);  // what is not replaced needs no file of ours
  vfs_->szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_->pNext = nullptr;
  vfs_->zName = "failing";
  vfs_->pAppData = this;
  vfs_->xOpen = open;
  vfs_->xDelete = remove;
  ensure(sqlite3_vfs_register(vfs_.get(), 1) == SQLITE_OK, "a VFS can be registered");
}

FailingDatabaseDisk::~FailingDatabaseDisk() {
  sqlite3_vfs_unregister(vfs_.get());
  sqlite3_vfs_register(real_, 1);
}

void FailingDatabaseDisk::note_write(sqlite3_file* file, sqlite3_int64 offset, int bytes) {
  Unsynced write{file, offset, std::vector<char>(static_cast<std::size_t>(bytes)), 0};
  file->pMethods->xFileSize(file, &write.size_before);
  file->pMethods->xRead(file, write.before.data(), bytes, offset);  // a short read gives zeros behind the end
  unsynced_.push_back(std::move(write));
}

void FailingDatabaseDisk::forget(sqlite3_file* file) {
  std::erase_if(unsynced_, [&](const Unsynced& write) { return write.file == file; });
}

void FailingDatabaseDisk::lose_unsynced(bool all) {
  for (std::size_t i = unsynced_.size(); i-- > 0;) {
    if (!all && i % 2 == 0) continue;
    const Unsynced& write = unsynced_[i];
    sqlite3_int64 size = 0;
    write.file->pMethods->xFileSize(write.file, &size);
    write.file->pMethods->xWrite(write.file, write.before.data(), static_cast<int>(write.before.size()), write.offset);
    const bool was_last = size == write.offset + static_cast<sqlite3_int64>(write.before.size());
    if (was_last && write.size_before < size) write.file->pMethods->xTruncate(write.file, write.size_before);
  }
  unsynced_.clear();
}

}  // namespace postproof::test
