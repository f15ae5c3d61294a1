#include "app/png.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <unistd.h>

namespace postproof::app {

namespace {

constexpr double dots_per_inch = 150;

/// poppler writes pictures to named files only; this one is gone with the object.
class ScratchFile {
 public:
  ScratchFile() : name_((std::filesystem::temp_directory_path() / "postproof-XXXXXX").string()) {
    const int descriptor = ::mkstemp(name_.data());
    if (descriptor >= 0) ::close(descriptor);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { ::unlink(name_.c_str()); }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

}  // namespace

Result<Bytes> png_of_first_page(const Bytes& pdf) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(reinterpret_cast<const char*>(pdf.data()), static_cast<int>(pdf.size())));
  const std::unique_ptr<poppler::page> page(document ? document->create_page(0) : nullptr);
  if (!page) return fail(ErrorKind::internal_error, "the sheet cannot be drawn as a picture");
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  const poppler::image image = renderer.render_page(page.get(), dots_per_inch, dots_per_inch);
  const ScratchFile scratch;
  if (!image.save(scratch.name(), "png", static_cast<int>(dots_per_inch))) {
    return fail(ErrorKind::internal_error, "the picture cannot be written as PNG");
  }
  std::ifstream stream(scratch.name(), std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

}  // namespace postproof::app
