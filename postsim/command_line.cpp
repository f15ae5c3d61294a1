#include "postsim/command_line.hpp"

#include <filesystem>
#include <ostream>

#include <CLI/CLI.hpp>

#include "postsim/commands.hpp"
#include "postsim/options.hpp"

namespace postproof::postsim {

namespace {

constexpr const char* version = "postsim " POSTPROOF_VERSION;

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

class Grammar {
 public:
  explicit Grammar(Options& options)
      : options_(options), app_("A stand-in for the print house and the post.", "postsim") {
    app_.set_version_flag("--version", version);
    app_.require_subcommand(1);
    app_.footer("Example:\n  postsim serve --data ./demo --listen 127.0.0.1:8090");
    add_printhouse();
    add_post();
    add_serve();
    add_print();
    add_faults();
  }

  CLI::App& app() { return app_; }

 private:
  using Command = Options::Command;

  CLI::App* add(const char* name, const char* what, const char* example, Command command) {
    CLI::App* added = app_.add_subcommand(name, what);
    added->footer(std::string("Example:\n  ") + example);
    added->add_option("--data", options_.data, "Data folder")->required()->check(CLI::ExistingDirectory);
    added->callback([this, command] {
      if (options_.command == Command::none) options_.command = command;
    });
    return added;
  }

  void add_key(CLI::App* to) {
    to->add_option("--key", options_.key, "Private key of the print house (default DATA/keys/demo-printhouse.key)");
  }

  void add_folders(CLI::App* to) {
    to->add_option("--in", options_.in, "Where batches arrive (default DATA/printhouse/in)");
    to->add_option("--acks", options_.acks, "Where acknowledgements go (default DATA/printhouse/acks)");
    add_key(to);
    to->add_option("--certificate", options_.certificate,
                   "Certificate that acknowledgements are signed with, if it is there (default "
                   "DATA/keys/demo-printhouse.crt)");
    to->add_option("--sender-certificate", options_.sender,
                   "Certificate that manifests must be signed with, if it is there (default DATA/keys/signing.crt)");
  }

  void add_listening(CLI::App* to) {
    to->add_option("--listen", options_.listen, "HOST:PORT, port 0 picks one")->required();
    to->add_option("--credentials", options_.credentials,
                   "Login and password that are accepted (default DATA/keys/tracking.toml, else DATA/tracking.toml)");
  }

  void add_inventing(CLI::App* to) {
    to->add_option("--invented", options_.invented,
                   "Seed of invented letters: every 14-digit number that was not printed is one of them");
    to->add_option("--invented-since", options_.invented_since, "They were posted from this instant on (RFC 3339)");
    to->add_option("--invented-days", options_.invented_days, "over so many days")->check(CLI::Range(1, 365));
    to->add_option("--told-until", options_.told_until, "Their scans after this instant are not told (RFC 3339)");
  }

  void add_printhouse() {
    CLI::App* to = add("printhouse", "Takes, verifies, prints and acknowledges batches",
                       "postsim printhouse --data ./demo --once", Command::printhouse);
    add_folders(to);
    to->add_flag("--once", options_.once, "Look once, not every second");
  }

  void add_post() {
    CLI::App* to = add("post", "Answers the two tracking protocols of the post, /fc and /rtm34",
                       "postsim post --data ./demo --listen 127.0.0.1:8090", Command::post);
    add_listening(to);
    add_inventing(to);
  }

  void add_serve() {
    CLI::App* to = add("serve", "Print house and post in one", "postsim serve --data ./demo --listen 127.0.0.1:8090",
                       Command::serve);
    add_folders(to);
    add_listening(to);
    add_inventing(to);
  }

  void add_print() {
    CLI::App* to = add("print", "Shows what stands on a printed sheet, the code included",
                       "postsim print 10100026000019 --data ./demo --json", Command::print);
    CLI::Option* number = to->add_option("TRACK", options_.track_number, "Track number of the letter");
    CLI::Option* all = to->add_flag("--all", options_.all, "Every printed letter, one JSON line each");
    CLI::Option* json = to->add_flag("--json", options_.json, "As JSON");
    all->excludes(number)->needs(json);
    add_key(to);
  }

  void add_faults() {
    CLI::App* to = add("faults", "Makes things go wrong on purpose",
                       "postsim faults --data ./demo set stall=0.1 seed=7", Command::none);
    to->require_subcommand(1);
    CLI::App* set = to->add_subcommand("set", "Sets faults; those not named stay");
    set->footer("Example:\n  postsim faults --data ./demo set stall=0.1 quota=100 seed=7");
    set->fallthrough();
    set->add_option("NAME=VALUE", options_.faults, "Shares 0..1, or seed, quota, latency_ms")->required();
    set->callback([this] { options_.command = Command::set_faults; });
    CLI::App* clear = to->add_subcommand("clear", "Sets all faults right");
    clear->footer("Example:\n  postsim faults --data ./demo clear");
    clear->fallthrough();
    clear->callback([this] { options_.command = Command::clear_faults; });
  }

  Options& options_;
  CLI::App app_;
};

}  // namespace

void Options::complete() {
  const auto otherwise = [](Path& path, const Path& usual) {
    if (path.empty()) path = usual;
  };
  otherwise(in, data / "printhouse" / "in");
  otherwise(acks, data / "printhouse" / "acks");
  otherwise(key, data / "keys" / "demo-printhouse.key");
  otherwise(certificate, data / "keys" / "demo-printhouse.crt");
  otherwise(sender, data / "keys" / "signing.crt");
  const Path beside = data / "tracking.toml";
  const Path among_keys = data / "keys" / "tracking.toml";
  otherwise(credentials, std::filesystem::exists(beside) && !std::filesystem::exists(among_keys) ? beside : among_keys);
}

int run_command_line(int count, const char* const* arguments, std::ostream& out, std::ostream& err) {
  Options options;
  Grammar grammar(options);
  try {
    grammar.app().parse(count, arguments);
  } catch (const CLI::ParseError& refused) {
    return grammar.app().exit(refused, out, err) == 0 ? 0 : exit_usage;
  }
  if (options.command == Options::Command::print && options.track_number.empty() && !options.all) {
    err << "postsim: print: TRACK or --all is required\n";
    return exit_usage;
  }
  options.complete();
  const auto done = perform(options, out, err);
  if (done) return 0;
  err << "postsim: " << done.error().detail << std::endl;
  return done.error().kind == ErrorKind::usage ? exit_usage : exit_failed;
}

}  // namespace postproof::postsim
