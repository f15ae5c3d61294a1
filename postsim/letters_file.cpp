#include "postsim/letters_file.hpp"

#include "core/secret.hpp"
#include "postsim/envelope.hpp"

namespace postproof::postsim {

Result<PdfPages> open_letters(const Files& files, const Path& letters, const Path& key_file) {
  PP_TRY(Bytes bytes, files.read(letters, most_letters_bytes));
  return open_letters(files, std::move(bytes), letters.filename().string(), key_file);
}

Result<PdfPages> open_letters(const Files& files, Bytes bytes, std::string_view name, const Path& key_file) {
  if (!name.ends_with(".p7m")) return PdfPages::open(std::move(bytes));
  auto key = files.read(key_file, 64U << 10U);
  if (!key) {
    return fail(ErrorKind::key_unusable, "encrypted letters need the print house's private key: " + key.error().detail);
  }
  const Secret pem(std::move(key.value()));
  PP_TRY(Bytes plain, open_envelope(bytes, pem.expose_text()));
  return PdfPages::open(std::move(plain));
}

}  // namespace postproof::postsim
