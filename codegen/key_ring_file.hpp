#pragma once

#include "codegen/key_ring.hpp"

namespace postproof::codegen {

/// The key ring on disk is one JSON document of at most 64 KiB:
///
///     {"format":"postproof-keys/1","keys":[
///      {"id":"k1","use":"codes","state":"retiring","root":"<64 hexadecimal digits>"},
///      {"id":"k2","use":"codes","state":"active","root":"..."},
///      {"id":"d1","use":"data","state":"active","root":"..."}]}
///
/// A destroyed key has no "root". Nobody but the owner may read the file.

/// Reads a ring. key_unusable, in one sentence that names the file, what is wrong and what to do, for a file that is
/// missing, open to group or others, no such document (unknown fields and words included), or that KeyRing::of
/// refuses; io_failed if it cannot be read. No message repeats a root.
Result<KeyRing> load_key_ring(const Path& path, const Files& files);

/// Writes a ring with mode 0600 under a temporary name beside `path` and renames it over `path`: at any instant the
/// file is the old or the new one. One writer at a time. Errors are those of Files; the temporary file is removed.
Result<void> save_key_ring(const KeyRing& ring, const Path& path, Files& files);

}  // namespace postproof::codegen
