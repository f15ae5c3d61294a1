#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/files.hpp"
#include "postsim/credentials.hpp"
#include "postsim/faults.hpp"
#include "postsim/http_message.hpp"
#include "postsim/invented_letters.hpp"
#include "postsim/ledger.hpp"
#include "postsim/soap_reader.hpp"
#include "postsim/soap_writer.hpp"
#include "postsim/tickets.hpp"

namespace postproof::postsim {

/// The post's two tracking services: `/fc` (batch, SOAP 1.1, tickets) and `/rtm34` (single, SOAP 1.2), over the letters
/// that the print house has printed, and over invented ones if asked. For one thread.
class TrackingService {
 public:
  /// Borrows files and clock. `own` is `<data>/postsim`.
  TrackingService(Files& files, const Clock& clock, const Path& own, Credentials credentials,
                  std::optional<InventedLetters> invented = std::nullopt);

  /// Answers one call. Never fails: what goes wrong inside is error 16, or a fault of the single protocol. Faults set
  /// on purpose are read anew for each call. Calls are counted in memory, per day of Moscow time.
  HttpReply handle(const HttpCall& call);

 private:
  HttpReply answer_fc(std::string_view body, Instant now);
  HttpReply issue_ticket(FcRequest request, Instant now);
  HttpReply collect_answer(const FcRequest& request, Instant now);
  HttpReply answer_history(std::string_view body, Instant now);

  /// True while the day's quota lasts; counts the call.
  bool within_quota(Instant now);
  /// What the post shows about a number at `now`, faults of letters applied; empty if nothing.
  std::vector<Operation> scans_of(std::string_view track_number, Instant now) const;
  /// The letter of a number, printed or invented; nothing if there is none.
  std::optional<PostedLetter> letter_of(std::string_view track_number) const;
  std::vector<FcItem> items_of(const Ticket& ticket) const;
  void spoil(HttpReply& reply, const std::string& call_number) const;

  Files& files_;
  const Clock& clock_;
  Path faults_file_;
  Credentials credentials_;
  std::optional<InventedLetters> invented_;
  Ledger ledger_;
  Tickets tickets_;
  Faults faults_;
  std::uint64_t calls_ = 0;
  Date quota_day_{};
  std::int64_t calls_today_ = 0;
};

}  // namespace postproof::postsim
