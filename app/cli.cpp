#include "app/cli.hpp"

#include <algorithm>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "api/problem.hpp"
#include "app/commands.hpp"

namespace postproof::app {

namespace {

/// The command line as read: which command, with what, and how to answer.
struct Invocation {
  CommandContext context;
  std::string config;
  bool json = false;
  std::function<Result<Answer>()> command;

  // options of all commands; each command reads its own
  InitOptions init;
  NightlyOptions nightly;
  ListOptions list;
  SheetOptions sheet;
  DemoOptions demo;
  std::string first, second, reason, language = "ru";
  std::vector<std::string> files;
  long long count = 0;
  std::int64_t number = 0;
  bool all = false, fresh = false;
};

/// Adds a command whose call is `run` when it is the one that was given.
CLI::App* add(CLI::App& parent, Invocation& in, const std::string& name, const std::string& does,
              const std::string& example, std::function<Result<Answer>()> run) {
  CLI::App* command = parent.add_subcommand(name, does);
  command->footer("Example: postproof " + example);
  command->fallthrough();
  command->callback([&in, run = std::move(run)] { in.command = run; });
  return command;
}

CLI::App* group(CLI::App& app, const std::string& name, const std::string& about) {
  CLI::App* made = app.add_subcommand(name, about);
  made->require_subcommand(1);
  made->fallthrough();
  return made;
}

void add_list_options(CLI::App* command, Invocation& in) {
  command->add_option("--limit", in.list.limit, "how many, at most 200");
  command->add_option("--cursor", in.list.cursor, "where the list goes on");
}

void add_service(CLI::App& app, Invocation& in) {
  CLI::App* init = add(app, in, "init", "make a data folder", "init --dir demo --profile demo",
                       [&in] { return run_init(in.context, in.init); });
  init->add_option("--dir", in.init.dir, "the new folder")->required();
  init->add_option("--profile", in.init.profile, "demo or production");
  add(app, in, "serve", "the HTTP service, with polling and tidying", "serve --config demo/postproof.toml",
      [&in] { return run_serve(in.context); });
  CLI::App* demo = add(app, in, "demo", "the way of many letters, end to end, simulated", "demo --letters 2000",
                       [&in] { return run_demo(in.context, in.demo); });
  demo->add_option("--letters", in.demo.letters, "how many");
  demo->add_option("--days", in.demo.days, "simulated days; without it until every letter has come to its end");
  demo->add_option("--dir", in.demo.dir, "the data folder to make");
  demo->add_option("--encryption", in.demo.encryption, "none, so that letters open in any viewer, or cms");
  demo->add_flag("--serve", in.demo.serve, "leave the service running at the end");
}

void add_orders(CLI::App& app, Invocation& in) {
  CLI::App* orders = group(app, "orders", "bulk orders");
  CLI::App* import = add(*orders, in, "import", "place the orders of a CSV file", "orders import orders.csv",
                         [&in] { return run_orders_import(in.context, in.first); });
  import->add_option("FILE", in.first, "the CSV file")->required();
  CLI::App* confirm = add(app, in, "confirm", "check a code read from standard input", "confirm acc-000123 < code.txt",
                          [&in] { return run_confirm(in.context, in.first); });
  confirm->add_option("ACCOUNT", in.first, "the account")->required();
}

void add_night(CLI::App& app, Invocation& in) {
  CLI::App* nightly = add(app, in, "nightly", "the print run", "nightly --config demo/postproof.toml",
                          [&in] { return run_nightly(in.context, in.nightly); });
  nightly->add_option("--cutoff", in.nightly.cutoff, "an earlier cut-off, as an instant");
  nightly->add_flag("--dry-run", in.nightly.dry_run, "only say what is due");
  nightly->add_flag("--no-hand-over", in.nightly.no_hand_over, "stop before the hand-over");
  CLI::App* acks = group(app, "acks", "acknowledgements of the print house");
  CLI::App* import = add(*acks, in, "import", "take acknowledgement files", "acks import",
                         [&in] { return run_acks_import(in.context, in.files); });
  import->add_option("FILE", in.files, "files; without any, the folder of the configuration");
  add(app, in, "sweep", "expiry, reminders, erasure, watchdogs", "sweep", [&in] { return run_sweep(in.context); });
}

void add_batches(CLI::App& app, Invocation& in) {
  CLI::App* batches = group(app, "batches", "print batches");
  add_list_options(add(*batches, in, "list", "newest first", "batches list",
                       [&in] { return run_batches_list(in.context, in.list); }),
                   in);
  const auto with_id = [&](const std::string& name, const std::string& does, std::function<Result<Answer>()> run) {
    CLI::App* command = add(*batches, in, name, does, "batches " + name + " B20261123-01", std::move(run));
    command->add_option("ID", in.first, "the batch")->required();
    return command;
  };
  with_id("show", "one batch with its files", [&in] { return run_batches_show(in.context, in.first); });
  CLI::App* letters =
      with_id("letters", "its letters", [&in] { return run_batches_letters(in.context, in.first, in.list); });
  add_list_options(letters, in);
  with_id("verify", "compare files and rendering with the records",
          [&in] { return run_batches_verify(in.context, in.first); });
  with_id("resend", "bring a dispatched batch to the print house again, the same bytes",
          [&in] { return run_batches_resend(in.context, in.first); });
  CLI::App* reject = with_id("reject", "give a batch up; its letters never leave",
                             [&in] { return run_batches_reject(in.context, in.first, in.reason, in.all); });
  reject->add_option("--reason", in.reason, "why")->required();
  reject->add_flag("--not-printed", in.all, "after the hand-over: it is certain that nothing of it was printed");
  with_id("release", "let a held batch go on", [&in] { return run_batches_release(in.context, in.first); });
}

void add_letters(CLI::App& app, Invocation& in) {
  CLI::App* letters = group(app, "letters", "single letters");
  const auto with_id = [&](const std::string& name, const std::string& does, std::function<Result<Answer>()> run) {
    CLI::App* command = add(*letters, in, name, does, "letters " + name + " ltr_01kaq...", std::move(run));
    command->add_option("ID", in.first, "the letter")->required();
    return command;
  };
  with_id("show", "one letter", [&in] { return run_letters_show(in.context, in.first); });
  with_id("cancel", "cancel a letter that is not sealed yet",
          [&in] { return run_letters_cancel(in.context, in.first); });
  with_id("erase", "destroy name and address of a final letter",
          [&in] { return run_letters_erase(in.context, in.first); });
  with_id("mark-lost", "declare a letter lost",
          [&in] { return run_letters_mark_lost(in.context, in.first, in.reason); })
      ->add_option("--reason", in.reason, "why")
      ->required();
  CLI::App* list = add(*letters, in, "list", "newest first", "letters list --status at_office",
                       [&in] { return run_letters_list(in.context, in.list); });
  add_list_options(list, in);
  list->add_option("--account_id", in.list.account_id, "of this account");
  list->add_option("--status", in.list.status, "in this status");
  list->add_option("--batch_id", in.list.batch_id, "of this batch");
  list->add_option("--track_number", in.list.track_number, "with this number");
  const auto sheet_options = [&](CLI::App* command) {
    command->add_option("--out", in.sheet.out, "the file to write");
    command->add_flag("--png", in.sheet.png, "a picture instead of a PDF");
  };
  CLI::App* preview =
      add(*letters, in, "preview", "a specimen of a template", "letters preview --template ru/1 --out p.pdf",
          [&in] { return run_letters_preview(in.context, in.sheet); });
  preview->add_option("--template", in.sheet.template_name, "language and version");
  sheet_options(preview);
  sheet_options(with_id("proof", "the letter as it looks, code masked",
                        [&in] { return run_letters_proof(in.context, in.first, in.sheet); }));
  CLI::App* envelope =
      add(*letters, in, "envelope", "an envelope without window", "letters envelope --specimen --size C5",
          [&in] { return run_letters_envelope(in.context, in.first, in.sheet); });
  envelope->add_option("ID", in.first, "the letter");
  envelope->add_option("--size", in.sheet.size, "DL, C5 or C4");
  envelope->add_flag("--specimen", in.sheet.specimen, "with invented data");
  sheet_options(envelope);
}

void add_tracking(CLI::App& app, Invocation& in) {
  CLI::App* poll = add(app, in, "poll", "collect and issue tickets of the post", "poll",
                       [&in] { return run_poll(in.context, in.all); });
  poll->add_flag("--all", in.all, "every letter under way, due or not");
  CLI::App* track = add(app, in, "track", "the way of one letter", "track 10100026000019",
                        [&in] { return run_track(in.context, in.first, in.fresh, in.language); });
  track->add_option("NUMBER", in.first, "the track number")->required();
  track->add_flag("--fresh", in.fresh, "ask the post now");
  track->add_option("--lang", in.language, "ru or en");
  CLI::App* ranges = group(app, "ranges", "track numbers from the post");
  CLI::App* add_range = add(*ranges, in, "add", "add a range", "ranges add 10100026000019 1000",
                            [&in] { return run_ranges_add(in.context, in.first, in.count); });
  add_range->add_option("FIRST", in.first, "its first number, 14 digits")->required();
  add_range->add_option("COUNT", in.count, "how many numbers")->required();
  add(*ranges, in, "list", "ranges and how much of them is used", "ranges list",
      [&in] { return run_ranges_list(in.context); });
}

void add_keys(CLI::App& app, Invocation& in) {
  CLI::App* keys = group(app, "keys", "keys");
  add(*keys, in, "list", "ids and states", "keys list", [&in] { return run_keys_list(in.context); });
  add(*keys, in, "rotate", "a new key for codes", "keys rotate", [&in] { return run_keys_rotate(in.context); });
  add(*keys, in, "revoke", "destroy a key; its codes become void", "keys revoke k1",
      [&in] { return run_keys_revoke(in.context, in.first); })
      ->add_option("ID", in.first, "the key")
      ->required();
  add(*keys, in, "export", "the certificate of our signatures, for the print house", "keys export > signing.crt",
      [&in] { return run_keys_export(in.context); });
  add(*keys, in, "make-signing", "a key that signs manifests, where there is none", "keys make-signing",
      [&in] { return run_keys_make_signing(in.context); });
  CLI::App* tokens = group(app, "tokens", "API tokens");
  CLI::App* create =
      add(*tokens, in, "create", "make a token; it is shown once", "tokens create --name portal-2 --role portal",
          [&in] { return run_tokens_create(in.context, in.first, in.second); });
  create->add_option("--name", in.first, "its name")->required();
  create->add_option("--role", in.second, "portal, post, operator or auditor")->required();
  add(*tokens, in, "list", "names, roles, revocations", "tokens list", [&in] { return run_tokens_list(in.context); });
  add(*tokens, in, "revoke", "refuse a token from now on", "tokens revoke portal-2",
      [&in] { return run_tokens_revoke(in.context, in.first); })
      ->add_option("NAME", in.first, "the token's name")
      ->required();
}

void add_indexes(CLI::App& app, Invocation& in) {
  CLI::App* indexes = group(app, "indexes", "post offices");
  add(*indexes, in, "import", "take the post's list of offices in place of the one before", "indexes import PIndx.zip",
      [&in] { return run_indexes_import(in.context, in.first); })
      ->add_option("FILE", in.first, "the post's dbf or its zip, or CSV with the same columns, plain or .gz")
      ->required();
  add(*indexes, in, "show", "one office", "indexes show 101000",
      [&in] { return run_indexes_show(in.context, in.first); })
      ->add_option("INDEX", in.first, "six digits")
      ->required();
  CLI::App* search =
      add(*indexes, in, "search", "offices that fit some words, best first", "indexes search 'село ивановка'",
          [&in] { return run_indexes_search(in.context, in.first, in.list.limit); });
  search->add_option("QUERY", in.first, "words of name, town, district or region, or the first digits")->required();
  search->add_option("--limit", in.list.limit, "how many, at most 50");
}

void add_notices(CLI::App& app, Invocation& in) {
  CLI::App* notices = group(app, "notices", "what the portal is told");
  CLI::App* list = add(*notices, in, "list", "newest first", "notices list --undelivered",
                       [&in] { return run_notices_list(in.context, in.list, in.all); });
  list->add_flag("--undelivered", in.all, "only those that the portal has not taken");
  add_list_options(list, in);
  add(*notices, in, "resend", "send one again, with the same id and body", "notices resend ntc_17_0f3c...",
      [&in] { return run_notices_resend(in.context, in.first); })
      ->add_option("ID", in.first, "the notice")
      ->required();
}

void add_watching(CLI::App& app, Invocation& in) {
  CLI::App* alarms = group(app, "alarms", "what a person must look at");
  add(*alarms, in, "list", "open alarms", "alarms list", [&in] { return run_alarms_list(in.context); });
  add(*alarms, in, "ack", "close an alarm", "alarms ack 3", [&in] { return run_alarms_ack(in.context, in.number); })
      ->add_option("ID", in.number, "the alarm")
      ->required();
  CLI::App* audit = group(app, "audit", "the audit log");
  add_list_options(
      add(*audit, in, "list", "newest first", "audit list", [&in] { return run_audit_list(in.context, in.list); }), in);
  add(*audit, in, "verify", "check that nothing was changed in it", "audit verify",
      [&in] { return run_audit_verify(in.context); });
  add(app, in, "check", "everything that must hold", "check", [&in] { return run_check(in.context); });
  add(app, in, "stats", "counts", "stats", [&in] { return run_stats(in.context); });
  add(app, in, "backup", "a copy of the database, without keys", "backup postproof-2026-11-23.db",
      [&in] { return run_backup(in.context, in.first); })
      ->add_option("FILE", in.first, "the new file")
      ->required();
  add(app, in, "restore", "put a backup in place of the database", "restore postproof-2026-11-23.db",
      [&in] { return run_restore(in.context, in.first); })
      ->add_option("FILE", in.first, "the backup")
      ->required();
  add(app, in, "migrate", "bring the database up to date", "migrate", [&in] { return run_migrate(in.context); });
  CLI::App* clock = group(app, "clock", "the service clock");
  add(*clock, in, "show", "what it says", "clock show", [&in] { return run_clock_show(in.context); });
  add(*clock, in, "accept", "vouch for it after it disagreed", "clock accept",
      [&in] { return run_clock_accept(in.context); });
  add(*clock, in, "set", "demo profile only", "clock set 2026-11-23T18:05:00+03:00",
      [&in] { return run_clock_set(in.context, in.first); })
      ->add_option("INSTANT", in.first, "with offset")
      ->required();
  add(*clock, in, "advance", "demo profile only", "clock advance 36h",
      [&in] { return run_clock_advance(in.context, in.first); })
      ->add_option("DURATION", in.first, "90s, 15m, 36h, 10d")
      ->required();
}

Path config_file_of(const Invocation& in) {
  if (!in.config.empty()) return in.config;
  const char* from_environment = std::getenv("POSTPROOF_CONFIG");
  return from_environment != nullptr && *from_environment != '\0' ? Path{from_environment} : Path{"postproof.toml"};
}

int report(const Invocation& in, const Error& error) {
  if (in.json) {
    fmt::print("{}\n", boost::json::serialize(api::problem_document(error, ZoneOffset{std::chrono::hours{3}})));
  }
  const std::string_view option = error.kind == ErrorKind::cursor_invalid ? "--cursor: " : "";
  fmt::print(stderr, "postproof: {}{}\n", option, error.detail);
  for (const FieldError& field : error.fields) fmt::print(stderr, "postproof: {}\n", field.message);
  return exit_status_of(error.kind);
}

int report(const Invocation& in, const Answer& answer) {
  const std::string text = in.json ? boost::json::serialize(answer.json) : answer.text;
  if (!text.empty()) fmt::print("{}\n", text);
  return answer.status;
}

/// What is wrong with a command line, as one sentence; an unknown command is named rather than the lack of a known one.
Error usage_error(const CLI::App& app, const CLI::ParseError& wrong) {
  const std::vector<std::string> unread = app.remaining(true);
  std::string what = wrong.what();
  if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !unread.empty()) {
    what = fmt::format("there is no command '{}'", unread.front());
  }
  return error(ErrorKind::usage, what + " (see --help)");
}

/// No core dump may ever hold a key or a code.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  forbid_core_dumps();
  ::umask(S_IRWXO | S_IWGRP);  // what we make is nobody else's to read
  Invocation in;
  CLI::App app("postproof: proof of identity by post", "postproof");
  app.footer("Example: postproof demo --letters 200");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("postproof ") + POSTPROOF_VERSION);
  app.add_option("--config", in.config, "configuration file (else POSTPROOF_CONFIG, else ./postproof.toml)");
  app.add_flag("--json", in.json, "one JSON document on standard output");
  add_service(app, in);
  add_orders(app, in);
  add_night(app, in);
  add_batches(app, in);
  add_letters(app, in);
  add_tracking(app, in);
  add_keys(app, in);
  add_indexes(app, in);
  add_notices(app, in);
  add_watching(app, in);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == 0) return static_cast<ExitStatus>(app.exit(wrong));
    in.json = std::ranges::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    return report(in, usage_error(app, wrong));
  }
  in.context.config_file = config_file_of(in);
  in.context.quiet = false;
  const Result<Answer> answer = in.command();
  return answer ? report(in, answer.value()) : report(in, answer.error());
}

}  // namespace postproof::app
