#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "batches/batch.hpp"
#include "batches/rtm0003.hpp"
#include "core/bytes.hpp"
#include "core/files.hpp"
#include "core/result.hpp"

namespace postproof::batches {

/// The post's list of a batch (form 103) as it lies in the batch folder; ".p7m" comes behind where it is encrypted.
inline constexpr std::string_view posting_zip_name = "form103.zip";
inline constexpr std::string_view posting_pdf_name = "form103.pdf";

/// What the configuration says about posting. In `head`, date and number of the list are left open.
struct PostingSettings {
  RtmHead head;
  LetterRate rate;
  Path font_dir;  ///< holds PTS55F.ttf, PTS75F.ttf, PTM75F.ttf
};

/// Members of a batch in posting order, some thousand at a time; nothing at their end.
using MemberSource = std::function<Result<std::vector<Member>>()>;

/// A list in both forms. They hold names and addresses: no plaintext of them may touch a disk where the batch is
/// encrypted.
struct PostingList {
  Bytes zip;  ///< RTM0003 (batches/rtm0003.hpp)
  Bytes pdf;  ///< printable (letters/posting_list_sheet.hpp)
  RtmTotals totals;
};

/// Makes the list of a batch in one pass over its members. Rejected members are passed over; the test letter is a row
/// like any other. The list is dated with the day of sealing in `zone` and numbered with the batch's sequence modulo
/// 100 000. All of it is a function of settings, batch and members: the same give the same bytes. Memory: both forms, a
/// quarter more of the PDF while it grows, and two portions of members. `next` is called from the calling thread; one
/// more thread draws. Errors: that of `next`; those of reading the fonts; internal_error of a library.
Result<PostingList> make_posting_list(const PostingSettings& settings, const Batch& batch, ZoneOffset zone,
                                      const Files& files, const MemberSource& next);

/// 10440 kopecks as "104,40".
std::string roubles(std::int64_t kopecks);

}  // namespace postproof::batches
