#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/command.hpp"

// The commands of the product, each a function of its options. Names and answers are those of the contract
// (docs/operations.md lists them).

namespace postproof::app {

struct InitOptions {
  std::string dir;
  std::string profile = "production";
  std::string post_address = "127.0.0.1:8091";  ///< demo: where postsim is asked
  std::string encryption = "none";              ///< demo: none or cms
};
Result<Answer> run_init(const CommandContext& context, const InitOptions& options);

Result<Answer> run_serve(const CommandContext& context);
Result<Answer> run_orders_import(const CommandContext& context, const std::string& file);

struct NightlyOptions {
  std::string cutoff;
  bool dry_run = false;
  bool no_hand_over = false;
};
Result<Answer> run_nightly(const CommandContext& context, const NightlyOptions& options);
Result<Answer> run_sweep(const CommandContext& context);
Result<Answer> run_poll(const CommandContext& context, bool all);
Result<Answer> run_acks_import(const CommandContext& context, const std::vector<std::string>& files);

struct ListOptions {
  std::string account_id, status, batch_id, track_number, cursor;
  int limit = 50;
};
Result<Answer> run_batches_list(const CommandContext& context, const ListOptions& options);
Result<Answer> run_batches_show(const CommandContext& context, const std::string& id);
Result<Answer> run_batches_letters(const CommandContext& context, const std::string& id, const ListOptions& options);
Result<Answer> run_batches_verify(const CommandContext& context, const std::string& id);
Result<Answer> run_batches_reject(const CommandContext& context, const std::string& id, const std::string& reason,
                                  bool not_printed);
Result<Answer> run_batches_resend(const CommandContext& context, const std::string& id);
Result<Answer> run_batches_release(const CommandContext& context, const std::string& id);

Result<Answer> run_letters_show(const CommandContext& context, const std::string& id);
Result<Answer> run_letters_list(const CommandContext& context, const ListOptions& options);
Result<Answer> run_letters_cancel(const CommandContext& context, const std::string& id);
Result<Answer> run_letters_erase(const CommandContext& context, const std::string& id);
Result<Answer> run_letters_mark_lost(const CommandContext& context, const std::string& id, const std::string& reason);

struct SheetOptions {
  std::string template_name = "ru/1";
  std::string out;
  std::string size = "DL";
  bool specimen = false;
  bool png = false;
};
Result<Answer> run_letters_preview(const CommandContext& context, const SheetOptions& options);
Result<Answer> run_letters_proof(const CommandContext& context, const std::string& id, const SheetOptions& options);
Result<Answer> run_letters_envelope(const CommandContext& context, const std::string& id, const SheetOptions& options);

Result<Answer> run_track(const CommandContext& context, const std::string& number, bool fresh,
                         const std::string& language);
Result<Answer> run_confirm(const CommandContext& context, const std::string& account);

Result<Answer> run_keys_list(const CommandContext& context);
Result<Answer> run_keys_rotate(const CommandContext& context);
Result<Answer> run_keys_revoke(const CommandContext& context, const std::string& id);
Result<Answer> run_keys_export(const CommandContext& context);
Result<Answer> run_keys_make_signing(const CommandContext& context);
Result<Answer> run_tokens_create(const CommandContext& context, const std::string& name, const std::string& role);
Result<Answer> run_tokens_list(const CommandContext& context);
Result<Answer> run_tokens_revoke(const CommandContext& context, const std::string& name);
Result<Answer> run_ranges_add(const CommandContext& context, const std::string& first, long long count);
Result<Answer> run_ranges_list(const CommandContext& context);

Result<Answer> run_indexes_import(const CommandContext& context, const std::string& file);
Result<Answer> run_indexes_show(const CommandContext& context, const std::string& index);
Result<Answer> run_indexes_search(const CommandContext& context, const std::string& query, int limit);
Result<Answer> run_notices_list(const CommandContext& context, const ListOptions& options, bool undelivered);
Result<Answer> run_notices_resend(const CommandContext& context, const std::string& id);

Result<Answer> run_alarms_list(const CommandContext& context);
Result<Answer> run_alarms_ack(const CommandContext& context, std::int64_t id);
Result<Answer> run_audit_list(const CommandContext& context, const ListOptions& options);
Result<Answer> run_audit_verify(const CommandContext& context);
Result<Answer> run_check(const CommandContext& context);
Result<Answer> run_stats(const CommandContext& context);
Result<Answer> run_backup(const CommandContext& context, const std::string& file);
Result<Answer> run_restore(const CommandContext& context, const std::string& file);
Result<Answer> run_migrate(const CommandContext& context);

Result<Answer> run_clock_show(const CommandContext& context);
Result<Answer> run_clock_accept(const CommandContext& context);
Result<Answer> run_clock_set(const CommandContext& context, const std::string& instant);
Result<Answer> run_clock_advance(const CommandContext& context, const std::string& duration);

struct DemoOptions {
  int letters = 2000;
  int days = 0;  ///< 0: until every letter has come to its end
  std::string dir;
  bool serve = false;
  std::string encryption = "none";  ///< or cms, as in production
};
Result<Answer> run_demo(const CommandContext& context, const DemoOptions& options);

}  // namespace postproof::app
