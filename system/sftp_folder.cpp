#include "system/sftp_folder.hpp"

#include <algorithm>

#include "system/sftp_key.hpp"
#include "system/sftp_listing.hpp"
#include "system/sftp_session.hpp"

namespace postproof::system {

namespace {

constexpr std::size_t most_bytes_per_name = 512;  // of a line of a listing, the longest names included

}  // namespace

SftpFolder::SftpFolder(std::unique_ptr<Session> session) : session_(std::move(session)) {}

SftpFolder::~SftpFolder() = default;

Result<std::unique_ptr<SftpFolder>> SftpFolder::open(const Files& files, SftpSettings settings, std::string directory) {
  PP_TRYV(check_sftp_key(files, settings.key_file));
  if (!is_sftp_directory(directory)) {
    return fail(ErrorKind::configuration_invalid, "the SFTP directory has characters or parts that are not taken");
  }
  return std::unique_ptr<SftpFolder>(
      new SftpFolder(std::make_unique<Session>(std::move(settings), std::move(directory))));
}

std::string SftpFolder::describe(const std::string& path) const { return session_->place(path); }

long SftpFolder::connections() const { return session_->connections(); }

Result<std::vector<RemoteEntry>> SftpFolder::list(const std::string& directory, std::size_t most) {
  const std::string path = directory.empty() ? "" : directory + "/";
  const auto receive = [&](bool names_only) -> Result<std::string> {
    std::string text;
    PP_TRYV(
        session_->receive(path, names_only, most * most_bytes_per_name, [&](ByteView part) { text += text_of(part); }));
    return text;
  };
  PP_TRY(const std::string long_text, receive(false));
  auto entries = read_long_listing(long_text);
  if (!entries) {  // a server with lines of its own: the names alone
    PP_TRY(const std::string names, receive(true));
    entries = read_name_listing(names);
  }
  if (entries->size() <= most) return std::move(*entries);
  return fail(ErrorKind::file_invalid, describe(path) + " holds more than " + std::to_string(most) + " names");
}

Result<void> SftpFolder::read(const std::string& path, std::uint64_t most_bytes, const Sink& sink) {
  return session_->receive(path, false, most_bytes, sink);
}

Result<void> SftpFolder::write(const std::string& path, ByteView content) { return session_->send(path, content); }

/// "Not there" is no answer here: a rename whose answer was lost and that was repeated says so too.
Result<void> SftpFolder::rename_new(const std::string& from, const std::string& to) {
  Result<void> renamed =
      session_->command("rename " + session_->quoted(from) + " " + session_->quoted(to), "rename to " + describe(to));
  if (renamed || renamed.error().kind != ErrorKind::not_found) return renamed;
  return fail(ErrorKind::remote_failed, renamed.error().detail);
}

/// Servers tell a directory that is there by a failure without a reason, so it is looked for then.
Result<void> SftpFolder::make_directory(const std::string& path) {
  const Result<void> made = session_->command("mkdir " + session_->quoted(path), "make " + describe(path));
  if (made || made.error().kind != ErrorKind::remote_failed) return made;
  const auto there = list(path, most_bytes_per_name);
  const bool is_there = there || there.error().kind == ErrorKind::file_invalid;
  return is_there ? success() : made;
}

Result<void> SftpFolder::remove_file(const std::string& path) {
  const Result<void> removed = session_->command("rm " + session_->quoted(path), "remove " + describe(path));
  if (!removed && removed.error().kind == ErrorKind::not_found) return success();
  return removed;
}

bool is_sftp_directory(std::string_view directory) {
  const bool plain = std::ranges::none_of(
      directory, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  const std::string framed = "/" + std::string(directory) + "/";
  return plain && framed.find("/../") == std::string::npos;
}

}  // namespace postproof::system
