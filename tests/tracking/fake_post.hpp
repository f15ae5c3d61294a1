#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/clock.hpp"
#include "core/http_client.hpp"
#include "tests/tracking/soap_samples.hpp"
#include "tracking/office_zone.hpp"
#include "tracking/tracking_event.hpp"

namespace postproof::tracking::test {

/// The post behind an HttpClient: answers both protocols from `histories`, by the clock given. Its faults are switches.
class FakePost final : public HttpClient {
 public:
  explicit FakePost(const Clock& clock) : clock_(clock) {}

  std::map<std::string, std::vector<TrackingEvent>> histories;  ///< by number; an operation is told from its instant on
  int quota = 1'000'000;                                        ///< calls left; below one: code 3
  int refuse_tickets_with = 0;                                  ///< a code, or 0
  bool broken = false;                                          ///< HTML with status 200
  bool down = false;                                            ///< no connection
  bool same_ticket = false;
  std::function<std::string(std::string)> meddle;  ///< with each answer
  std::vector<HttpRequest> seen;                   ///< copies, bodies too
  int tickets_given = 0;
  int asked_too_early = 0;

  std::vector<Result<HttpAnswer>> perform(std::span<const HttpRequest> requests) override {
    std::vector<Result<HttpAnswer>> answers;
    for (const HttpRequest& request : requests) {
      seen.push_back(request);
      answers.push_back(answer(request));
    }
    return answers;
  }

 private:
  struct Ticket {
    Instant issued_at;
    Instant asked_at;
    std::vector<std::string> numbers;
  };

  Result<HttpAnswer> answer(const HttpRequest& request) {
    if (down) return fail(ErrorKind::remote_failed, "No connection.");
    if (broken) return HttpAnswer{200, "text/html", "<!DOCTYPE html><html>busy</html>"};
    const bool batch = request.url.ends_with("/fc");
    std::string text = batch ? batch_answer(request.body) : single_answer(request.body);
    if (meddle) text = meddle(std::move(text));
    return HttpAnswer{text.find("Fault>") == std::string::npos ? 200 : 500, "text/xml", std::move(text)};
  }

  std::string batch_answer(const std::string& body) {
    const bool wants_ticket =
        body.find("ticketRequest>") != std::string::npos && body.find("answerByTicketRequest") == std::string::npos;
    if (--quota < 0) return refusal(wants_ticket, 3);
    return wants_ticket ? give_ticket(body) : collect(body);
  }

  static std::string refusal(bool of_ticket, int code) {
    const std::string error = "<error ErrorTypeID=\"" + std::to_string(code) + "\" ErrorName=\"...\"/>";
    return of_ticket ? ticket_reply(error) : batch_wrapper(error);
  }

  std::string give_ticket(const std::string& body) {
    if (refuse_tickets_with != 0) return refusal(true, refuse_tickets_with);
    Ticket ticket{clock_.now(), clock_.now(), {}};
    const std::string mark = "Barcode=\"";
    for (std::size_t at = body.find(mark); at != std::string::npos; at = body.find(mark, at + 1)) {
      ticket.numbers.push_back(body.substr(at + mark.size(), 14));
    }
    ++tickets_given;
    const std::string name = same_ticket ? "SAME" : fmt::format("T{}", tickets_given);
    open_[name] = ticket;
    return ticket_reply("<value>" + name + "</value>");
  }

  std::string collect(const std::string& body) {
    const std::size_t first = body.find("<ticket>") + 8;
    const auto found = open_.find(body.substr(first, body.find("</ticket>") - first));
    if (found == open_.end()) return refusal(false, 2);
    Ticket& ticket = found->second;
    const Instant now = clock_.now();
    if (now - ticket.asked_at < seconds{900}) {
      ++asked_too_early;
      return refusal(false, 6);
    }
    ticket.asked_at = now;
    if (now - ticket.issued_at > seconds{32 * 3600}) return refusal(false, 17);
    std::string items;
    for (const std::string& number : ticket.numbers) items += item_of(number);
    return batch_reply(items);
  }

  std::string item_of(const std::string& number) const {
    std::string operations;
    for (const TrackingEvent& event : told(number)) {
      const std::string local = format_instant(event.instant + office_zone(event.index).east, {});
      operations += operation(
          std::to_string(event.type), std::to_string(event.attribute),
          local.substr(8, 2) + "." + local.substr(5, 2) + "." + local.substr(0, 4) + " " + local.substr(11, 8),
          event.index.str());
    }
    return item(number, operations.empty() ? "<ns3:Error ErrorTypeID=\"12\" ErrorName=\"?\"/>" : operations);
  }

  std::string single_answer(const std::string& body) {
    if (--quota < 0) return single_fault("AuthorizationFaultReason");
    const std::size_t first = body.find("<data:Barcode>") + 14;
    const std::string number = body.substr(first, body.find("</data:Barcode>") - first);
    std::string records;
    for (const TrackingEvent& event : told(number)) {
      records += record(number, std::to_string(event.type), std::to_string(event.attribute),
                        format_instant(event.instant, office_zone(event.index)), event.index.str());
    }
    return history_reply(records);
  }

  std::vector<TrackingEvent> told(const std::string& number) const {
    std::vector<TrackingEvent> events;
    if (const auto found = histories.find(number); found != histories.end()) {
      for (const TrackingEvent& event : found->second) {
        if (event.instant <= clock_.now()) events.push_back(event);
      }
    }
    return events;
  }

  const Clock& clock_;
  std::map<std::string, Ticket> open_;
};

}  // namespace postproof::tracking::test
