#include <fmt/format.h>

#include "api/backend.hpp"
#include "app/commands.hpp"
#include "app/seals.hpp"
#include "app/shapes.hpp"
#include "app/token_text.hpp"
#include "codegen/key_ring_file.hpp"
#include "system/lock_file.hpp"

namespace postproof::app {

namespace json = boost::json;

namespace {

/// Changes the key ring under a lock, so that two operators cannot undo each other.
Result<void> change_ring(House& house, const std::function<Result<void>(codegen::KeyRing&)>& change) {
  const Path file = house.config().in(house.config().key_file);
  PP_TRY(const system::LockFile lock, system::LockFile::acquire(file.string() + ".lock"));
  PP_TRY(codegen::KeyRing ring, codegen::load_key_ring(file, house.files()));
  PP_TRYV(change(ring));
  return codegen::save_key_ring(ring, file, house.files());
}

}  // namespace

Result<Answer> run_keys_list(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  json::array items;
  Answer answer;
  for (const codegen::KeyLine& line : house->keys()->list()) {
    items.push_back(json::object{{"id", line.id.str()}, {"use", name_of(line.use)}, {"state", name_of(line.state)}});
    answer.text += fmt::format("{}{:<6} {:<6} {}", answer.text.empty() ? "" : "\n", line.id.str(), name_of(line.use),
                               name_of(line.state));
  }
  answer.json = list_json(std::move(items));
  return answer;
}

Result<Answer> run_keys_rotate(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  KeyId fresh;
  PP_TRYV(change_ring(*house, [&](codegen::KeyRing& ring) -> Result<void> {
    PP_TRY(fresh, ring.rotate(codegen::KeyUse::codes, house->entropy()));
    return success();
  }));
  PP_TRYV(house->database().desk().append_audit(context.actor, "key.rotated", fresh.str(), "codes", house->now()));
  return Answer{{{"active", fresh.str()}},
                fmt::format("codes are made with {} from the next run on; posted letters stay valid", fresh.str()),
                exit_done};
}

Result<Answer> run_keys_revoke(const CommandContext& context, const std::string& id) {
  PP_TRY(const auto house, context.open());
  for (const codegen::KeyLine& line : house->keys()->list()) {
    if (line.id.str() == id && line.use == codegen::KeyUse::data) {
      return fail(ErrorKind::state_conflict, "a data key cannot be revoked: names and addresses are sealed with it");
    }
  }
  PP_TRYV(change_ring(*house, [&](codegen::KeyRing& ring) { return ring.destroy(KeyId{id}); }));
  PP_TRY(const int voided, house->database().sweep().void_codes_of_key(KeyId{id}, context.actor, house->now()));
  PP_TRYV(
      house->database().desk().append_audit(context.actor, "key.revoked", id, std::to_string(voided), house->now()));
  return Answer{{{"id", id}, {"voided", voided}},
                fmt::format("key {} is destroyed; {} codes made with it are void", id, voided),
                exit_done};
}

Result<Answer> run_keys_export(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRY(SigningCertificate certificate, load_signing_certificate(house->config(), house->files()));
  std::string shown = certificate.pem;
  if (shown.ends_with('\n')) shown.pop_back();  // whoever prints the answer ends the line
  return Answer{{{"certificate", certificate.pem}, {"sha256", certificate.sha256}}, std::move(shown), exit_done};
}

Result<Answer> run_keys_make_signing(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRYV(make_signing_key(house->config(), house->files(), house->entropy()));
  PP_TRY(const SigningCertificate made, load_signing_certificate(house->config(), house->files()));
  PP_TRYV(house->database().desk().append_audit(context.actor, "key.made", "signing", made.sha256, house->now()));
  return Answer{{{"sha256", made.sha256}},
                fmt::format("manifests are signed with the certificate {} from now on; give the print house what "
                            "'postproof keys export' prints",
                            made.sha256),
                exit_done};
}

Result<Answer> run_tokens_create(const CommandContext& context, const std::string& name, const std::string& role) {
  PP_TRY(const auto house, context.open());
  if (!api::role_of(role)) return fail(ErrorKind::usage, "--role must be portal, post, operator or auditor");
  if (!is_account_id(name)) return fail(ErrorKind::usage, "--name needs 1 to 64 of A-Z a-z 0-9 . _ : -");
  PP_TRY(const Secret token, create_token(*house, name, role, context.actor));
  return Answer{{{"name", name}, {"role", role}, {"token", token.expose_text()}},
                fmt::format("{}\nThis is the token of {} ({}); it is shown once.", token.expose_text(), name, role),
                exit_done};
}

Result<Answer> run_tokens_list(const CommandContext& context) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const auto rows, house->database().desk().tokens());
  json::array items;
  Answer answer;
  for (const store::TokenRow& row : rows) {
    const json::value revoked =
        row.revoked_at ? json::value(format_instant(*row.revoked_at, house->zone())) : json::value(nullptr);
    items.push_back(json::object{{"name", row.name},
                                 {"role", row.role},
                                 {"created_at", format_instant(row.created_at, house->zone())},
                                 {"revoked_at", revoked}});
    answer.text += fmt::format("{}{:<20} {:<10} {}", answer.text.empty() ? "" : "\n", row.name, row.role,
                               row.revoked_at ? "revoked" : "in force");
  }
  answer.json = list_json(std::move(items));
  return answer;
}

Result<Answer> run_tokens_revoke(const CommandContext& context, const std::string& name) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const bool revoked, house->database().desk().revoke_token(name, context.actor, house->now()));
  if (!revoked) return fail(ErrorKind::not_found, "there is no token of this name in force");
  return Answer{{{"name", name}, {"revoked", true}}, "the token " + name + " is revoked", exit_done};
}

}  // namespace postproof::app
