#include <algorithm>
#include <string>

#include "app/commands.hpp"
#include "app/desk_documents.hpp"
#include "app/png.hpp"
#include "letters/specimen.hpp"

namespace postproof::app {

namespace {

/// Writes the sheet where it was asked for, as PDF or as PNG.
Result<Answer> write_sheet(House& house, const Bytes& pdf, const SheetOptions& options, const std::string& usual_name) {
  const std::string out = options.out.empty() ? usual_name + (options.png ? ".png" : ".pdf") : options.out;
  const Path temporary = out + ".tmp";
  Bytes png;
  if (options.png) {
    PP_TRY(png, png_of_first_page(pdf));
  }
  PP_TRYV(house.files().write_synced(temporary, options.png ? png : pdf));
  PP_TRYV(house.files().rename_over(temporary, out));
  return Answer{{{"file", out}}, "written to " + out, exit_done};
}

/// The letter with its recipient; reading them is noted in the audit log.
Result<store::OpenedLetter> open_letter(House& house, const std::string& id, const CommandContext& context,
                                        std::string_view action) {
  PP_TRY(auto opened, house.database().desk().open_letter(LetterId{id}));
  if (!opened) return fail(ErrorKind::letter_not_found, "there is no letter of this id");
  PP_TRYV(house.database().desk().append_audit(context.actor, action, id, "", house.now()));
  return std::move(*opened);
}

}  // namespace

Result<Answer> run_letters_preview(const CommandContext& context, const SheetOptions& options) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const letters::Typesetter* typesetter, house->typesetter());
  PP_TRY(const Bytes pdf, typesetter->preview(options.template_name));
  return write_sheet(*house, pdf, options, "preview");
}

Result<Answer> run_letters_proof(const CommandContext& context, const std::string& id, const SheetOptions& options) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const Bytes pdf, proof_of(*house, LetterId{id}, context.actor));
  return write_sheet(*house, pdf, options, "proof");
}

Result<Answer> run_letters_envelope(const CommandContext& context, const std::string& id, const SheetOptions& options) {
  const auto size = letters::envelope_size_of(options.size);
  if (!size) return fail(ErrorKind::usage, "--size must be DL, C5 or C4");
  if (options.specimen != id.empty()) return fail(ErrorKind::usage, "name a letter, or ask for --specimen");
  PP_TRY(const auto house, context.open());
  PP_TRY(const letters::Typesetter* typesetter, house->typesetter());
  letters::EnvelopeContent content;
  if (options.specimen) {
    const letters::LetterContent specimen = letters::specimen(orders::Language::ru);
    content = {specimen.recipient, specimen.address, specimen.track_number};
  } else {
    PP_TRY(const store::OpenedLetter opened, open_letter(*house, id, context, "envelope.printed"));
    content = {opened.recipient, opened.address, opened.letter.track_number};
  }
  PP_TRY(const Bytes pdf, typesetter->envelope(*size, content));
  return write_sheet(*house, pdf, options, "envelope");
}

}  // namespace postproof::app
