#include "batches/file_press.hpp"

namespace postproof::batches {

namespace {

/// The batch's template of a language: the one whose name begins with it.
Result<std::string> template_of(const Batch& batch, orders::Language language) {
  const std::string prefix = std::string(name_of(language)) + "/";
  for (const TemplateDigest& used : batch.templates) {
    if (used.name.starts_with(prefix)) return used.name;
  }
  return fail(ErrorKind::data_corrupt, "the batch has no template for language " + std::string(name_of(language)));
}

letters::LetterContent content_of(const Batch& batch, const Member& member, const Secret& shown,
                                  std::string template_name) {
  letters::LetterContent content;
  content.recipient = member.recipient;
  content.address = member.address;
  content.language = member.language;
  content.track_number = member.track_number;
  content.valid_through = batch.expiry.valid_through;
  content.code_shown = &shown;
  content.template_name = std::move(template_name);
  return content;
}

/// What an order's content can be at fault for; anything else is ours and stops the file.
bool is_fault_of_the_letter(const Error& error) { return error.kind == ErrorKind::validation_failed; }

std::string reason_of(const Error& error) {
  if (error.fields.empty()) return error.detail;
  return "cannot be printed: " + error.fields.front().field + " " + error.fields.front().code;
}

}  // namespace

Result<PrintedFile> print_file(const letters::Typesetter& typesetter, CodePress& press, const Batch& batch,
                               const std::vector<Member>& members) {
  PrintedFile printed;
  const auto document = typesetter.begin_document();
  for (const Member& member : members) {
    if (member.rejected) continue;
    PP_TRY(std::string template_name, template_of(batch, member.language));
    const Secret code = press.code(member.id);
    const Secret shown = press.shown(code);
    const Result<void> added = document->add(content_of(batch, member, shown, std::move(template_name)));
    if (!added) {
      if (!is_fault_of_the_letter(added.error())) return added.error();
      printed.refusals.push_back(Refusal{member.track_number, reason_of(added.error())});
      continue;
    }
    ++printed.letters;
  }
  if (printed.letters == 0) return printed;
  PP_TRY(printed.plaintext, document->finish());
  printed.plain_mac = press.page_hash(printed.plaintext);
  return printed;
}

}  // namespace postproof::batches
