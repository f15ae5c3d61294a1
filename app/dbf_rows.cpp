#include "app/dbf_rows.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <shapefil.h>

#include "batches/cp866.hpp"

namespace postproof::app {

namespace {

constexpr std::uint8_t dbase_3 = 0x03;
constexpr std::size_t header_bytes = 32;
constexpr std::size_t descriptor_bytes = 32;
constexpr std::uint8_t header_end = 0x0D;
constexpr std::uint8_t file_end = 0x1A;
constexpr std::size_t most_fields = 64;
constexpr std::size_t most_records = 500'000;
constexpr char no_break_space_866 = '\xFF';

std::size_t little_endian(ByteView file, std::size_t at, std::size_t bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= std::size_t{file[at + i]} << (8 * i);
  return value;
}

Error no_dbf(const std::string& what) {
  return error(ErrorKind::file_invalid, "this is no sound dBASE III file: " + what);
}

/// Everything that shapelib believes without looking.
Result<void> check_header(ByteView file) {
  if (!looks_like_dbf(file)) return no_dbf("its beginning is another one's");
  const std::size_t records = little_endian(file, 4, 4);
  const std::size_t header = little_endian(file, 8, 2);
  const std::size_t record = little_endian(file, 10, 2);
  const std::size_t fields = (std::max(header, header_bytes) - header_bytes) / descriptor_bytes;
  if (records > most_records) return no_dbf("it tells of more than 500000 records");
  if (fields == 0 || fields > most_fields || header > file.size()) return no_dbf("the length of its header is wrong");
  if (header != header_bytes + fields * descriptor_bytes + 1 || file[header - 1] != header_end) {
    return no_dbf("its header does not end where it says");
  }
  std::size_t width = 1;  // the mark of deletion
  for (std::size_t i = 0; i < fields; ++i) {
    const std::size_t at = header_bytes + i * descriptor_bytes;
    const bool known = std::string_view("CND").find(static_cast<char>(file[at + 11])) != std::string_view::npos;
    if (!known || file[at + 16] == 0) return no_dbf(fmt::format("its field {} has a wrong type or width", i + 1));
    width += file[at + 16];
  }
  if (width != record) return no_dbf("the widths of its fields do not add up to that of a record");
  const std::size_t size = header + records * record;
  const bool marked = file.size() == size + 1 && file[size] == file_end;
  if (file.size() != size && !marked) return no_dbf("its size is not that of its records");
  return success();
}

/// The bytes that shapelib reads instead of a file; it has no place to hand them through, but opens, reads and closes
/// within one call of read_dbf.
struct Memory {
  ByteView bytes;
  std::size_t at = 0;
};
thread_local Memory* to_open = nullptr;

SAFile open_memory(const char* name, const char*) {
  // Beside the file itself it looks for one with the name of a code page; there is none.
  return std::string_view(name).ends_with(".dbf") ? reinterpret_cast<SAFile>(to_open) : nullptr;
}

SAOffset read_memory(void* out, SAOffset size, SAOffset count, SAFile file) {
  Memory& memory = *reinterpret_cast<Memory*>(file);
  if (size == 0 || memory.at >= memory.bytes.size()) return 0;
  const SAOffset whole = std::min<SAOffset>(count, (memory.bytes.size() - memory.at) / size);
  std::memcpy(out, memory.bytes.data() + memory.at, whole * size);
  memory.at += whole * size;
  return whole;
}

SAOffset seek_memory(SAFile file, SAOffset offset, int whence) {
  Memory& memory = *reinterpret_cast<Memory*>(file);
  const SAOffset from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory.at : memory.bytes.size();
  memory.at = from + offset;
  return 0;
}

SAOffset tell_memory(SAFile file) { return reinterpret_cast<Memory*>(file)->at; }

SAHooks hooks_on_memory() {
  SAHooks hooks;
  SASetupDefaultHooks(&hooks);
  hooks.FOpen = open_memory;
  hooks.FRead = read_memory;
  hooks.FWrite = [](void*, SAOffset, SAOffset, SAFile) -> SAOffset { return 0; };
  hooks.FSeek = seek_memory;
  hooks.FTell = tell_memory;
  hooks.FFlush = [](SAFile) { return 0; };
  hooks.FClose = [](SAFile) { return 0; };
  hooks.Remove = [](const char*) { return -1; };
  hooks.Error = [](const char*) {};
  return hooks;
}

struct Close {
  void operator()(DBFInfo* file) const { DBFClose(file); }
};

Result<std::string> text_of_cell(const char* cell, std::int64_t record, const std::string& field) {
  std::string bytes = cell == nullptr ? "" : cell;
  std::ranges::replace(bytes, no_break_space_866, ' ');
  auto text = batches::utf8_of_cp866(bytes);
  if (text) return std::move(*text);
  return fail(ErrorKind::file_invalid,
              fmt::format("record {}: {} holds a sign that is none of the Russian code page 866", record, field));
}

}  // namespace

bool looks_like_dbf(ByteView file) { return file.size() > header_bytes && file[0] == dbase_3; }

Result<void> read_dbf(ByteView file, const DbfTakers& take) {
  PP_TRYV(check_header(file));
  Memory memory{file, 0};
  SAHooks hooks = hooks_on_memory();
  to_open = &memory;
  const std::unique_ptr<DBFInfo, Close> dbf(DBFOpenLL("list.dbf", "rb", &hooks));
  to_open = nullptr;
  if (!dbf) return no_dbf("it cannot be opened");
  std::vector<std::string> names;
  for (int i = 0; i < DBFGetFieldCount(dbf.get()); ++i) {
    char name[XBASE_FLDNAME_LEN_READ + 1] = {};
    DBFGetFieldInfo(dbf.get(), i, name, nullptr, nullptr);
    names.emplace_back(name);
  }
  PP_TRYV(take.header(names));
  for (int record = 0; record < DBFGetRecordCount(dbf.get()); ++record) {
    if (DBFIsRecordDeleted(dbf.get(), record) != 0) continue;
    DbfRow row{record + 1, {}};
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
      const char* const cell = DBFReadStringAttribute(dbf.get(), record, i);
      PP_TRY(std::string text, text_of_cell(cell, row.record, names[static_cast<std::size_t>(i)]));
      row.cells.push_back(std::move(text));
    }
    PP_TRYV(take.record(std::move(row)));
  }
  return success();
}

}  // namespace postproof::app
