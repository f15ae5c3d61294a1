#include "api/session.hpp"

#include <exception>
#include <type_traits>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "api/answer_text.hpp"
#include "api/answers.hpp"
#include "api/http_date.hpp"
#include "api/input_buffer.hpp"
#include "api/request_parser.hpp"
#include "core/strict_json.hpp"

namespace postproof::api {

namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;

/// How waiting for bytes ended.
enum class Received { some, end, too_late };

/// What is known about the request being served, beside its Exchange.
struct Turn {
  Exchange exchange;
  SteadyTime began;
  int minor_version = 1;
  bool keep_alive = false;  ///< another request may follow
  bool unread_body = true;  ///< the peer may still be sending
  bool expects_continue = false;
};

using TlsStream = asio::ssl::stream<Socket>;

Socket& socket_of(Socket& stream) { return stream; }
Socket& socket_of(TlsStream& stream) { return stream.next_layer(); }

/// One connection. `Stream` is the socket or a TLS stream over it. A coroutine of the loop owns it.
template <class Stream>
class Session final : public Watched {
 public:
  Session(std::shared_ptr<Service> service, Loop& loop, Stream stream, Door door)
      : service_(std::move(service)),
        settings_(service_->settings),
        loop_(loop),
        stream_(std::move(stream)),
        door_(door),
        input_(2 * settings_.most_header_bytes),
        waiter_(loop),
        place_(loop.watch(*this)) {
    ErrorCode ignored;
    if constexpr (!is_tls) socket().non_blocking(true, ignored);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() override {
    --service_->connections;
    loop_.forget(place_);
  }

  void look_at_clock(SteadyTime now) override {
    if (now >= deadline_) cancel();
  }
  void drain() override {
    if (is_idle_) cancel();
  }

  Task<void> run() {
    try {
      learn_own_hosts();
      if (!co_await greet()) co_return;
      while (co_await serve_one()) {
      }
      co_await take_leave();
    } catch (const std::exception& thrown) {
      service_->log.write(Severity::error, "connection_failed", {{"reason", thrown.what()}});
    }
  }

 private:
  static SteadyTime now() { return std::chrono::steady_clock::now(); }
  static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;
  Socket& socket() { return socket_of(stream_); }
  void cancel() {
    ErrorCode ignored;
    socket().cancel(ignored);
  }
  void allow(std::chrono::milliseconds time) { deadline_ = now() + time; }
  void wait_for_ever() { deadline_ = SteadyTime::max(); }

  bool has_more_to_read() {
    ErrorCode ec;
    if (!input_.empty()) return true;
    if constexpr (is_tls) {
      if (SSL_pending(stream_.native_handle()) > 0) return true;
    }
    return socket().available(ec) > 0 && !ec;
  }

  void learn_own_hosts() {
    ErrorCode ec;
    const auto local = socket().local_endpoint(ec);
    if (ec) return;
    own_hosts_ = settings_.own_hosts;
    own_hosts_.push_back(to_string(ListenAddress{local.address().to_string(), local.port()}));
    own_hosts_.push_back("localhost:" + std::to_string(local.port()));
  }

  /// The handshake of TLS; false if there is none to speak with.
  Task<bool> greet() {
    if constexpr (is_tls) {
      allow(settings_.header_timeout);
      is_idle_ = true;
      const auto [ec] = co_await stream_.async_handshake(asio::ssl::stream_base::server, use_task);
      is_idle_ = false;
      co_return !ec;
    }
    co_return true;
  }

  /// Tells a TLS peer that nothing follows.
  Task<void> take_leave() {
    if constexpr (is_tls) {
      allow(settings_.linger_timeout);
      (void)co_await stream_.async_shutdown(use_task);
    }
    co_return;
  }

  /// More bytes into input_, which has room for some.
  Task<Received> receive() {
    const std::span<std::uint8_t> room = input_.prepare();
    const auto [ec, count] = co_await stream_.async_read_some(asio::buffer(room.data(), room.size()), use_task);
    input_.commit(count);
    if (count > 0) co_return Received::some;
    co_return now() >= deadline_ ? Received::too_late : Received::end;
  }

  /// Whether a next request begins. One empty line before it is passed over (RFC 9112, section 2.2).
  Task<bool> wait_for_request() {
    bool passed_over = false;
    allow(settings_.idle_timeout);
    for (;;) {
      if (!passed_over && input_.view().starts_with("\r\n")) {
        input_.consume(2);
        passed_over = true;
      }
      const std::string_view held = input_.view();
      if (!held.empty() && (passed_over || held != "\r")) co_return true;
      if (loop_.is_draining() && !has_more_to_read()) co_return false;
      is_idle_ = true;
      const Received received = co_await receive();
      is_idle_ = false;
      const bool woken_by_drain = received == Received::end && loop_.is_draining() && has_more_to_read();
      if (received != Received::some && !woken_by_drain) co_return false;
    }
  }

  /// The size of the header block in input_; nothing if the peer went away before its end.
  Task<Result<std::optional<std::size_t>>> read_head() {
    allow(settings_.header_timeout);
    HeadScanner scanner(service_->head_limits());
    for (;;) {
      const Result<std::optional<std::size_t>> size = scanner.scan(input_.view());
      if (!size || size.value()) co_return size;
      const Received received = co_await receive();
      if (received == Received::end) co_return std::optional<std::size_t>{};
      if (received == Received::too_late) {
        co_return fail(ErrorKind::request_timeout, "the header block took too long");
      }
    }
  }

  Result<void> admit(Turn& turn, RequestParser& parser, std::string_view block) {
    PP_TRY(const RequestHead head, parse_head(block, service_->head_limits()));
    turn.exchange.request_id = request_id_of(head, service_->entropy);
    PP_TRYV(second_opinion(parser, block, head));
    turn.minor_version = head.minor_version;
    const Doorway doorway{door_, own_hosts_, settings_.most_body_bytes};
    const Result<void> admitted = service_->admission.admit(head, doorway, turn.began, turn.exchange);
    turn.expects_continue = head.expects_continue;
    if (!admitted && admitted.error().kind == ErrorKind::malformed_request) return admitted;
    turn.unread_body = head.has_body();
    turn.keep_alive = head.keep_alive && (admitted || !turn.unread_body);
    return admitted;
  }

  Task<Result<void>> read_body(RequestParser& parser) {
    allow(settings_.body_timeout);
    parser.eager(true);
    parser.body_limit(settings_.most_body_bytes);
    while (!parser.is_done()) {
      ErrorCode ec;
      input_.consume(parser.put(asio::buffer(input_.view()), ec));
      if (ec == http::error::body_limit) co_return fail(ErrorKind::body_too_large, "the body is too large");
      if ((ec && ec != http::error::need_more) || input_.prepare().empty()) {
        co_return fail(ErrorKind::malformed_request, "the body is not framed as its header says");
      }
      if (parser.is_done()) break;
      const Received received = co_await receive();
      if (received == Received::end) co_return fail(ErrorKind::malformed_request, "the body ended early");
      if (received == Received::too_late) co_return fail(ErrorKind::request_timeout, "the body took too long");
    }
    co_return success();
  }

  Task<void> invite_body() {
    constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
    allow(settings_.write_timeout);
    (void)co_await asio::async_write(stream_, asio::buffer(invitation), use_task);  // a failure shows at reading
  }

  Result<void> read_document(Call& call, std::string_view body) {
    std::vector<FieldError>& faults = call.exchange.field_errors;
    if (call.exchange.route->body == BodyRule::json) {
      call.body = body;
      PP_TRY(call.document, parse_strict_json(body, {settings_.most_body_bytes, JsonLimits{}.deepest}));
    } else if (!faults.empty() && call.exchange.route->query.empty()) {  // else the handler adds what it finds
      return Error{
          ErrorKind::validation_failed, "the request has parameters that cannot be accepted", std::move(faults), {}};
    }
    return success();
  }

  Task<Result<Answer>> call_handler(Call& call) {
    try {
      co_return co_await call.exchange.route->handler(call);
    } catch (const std::exception& thrown) {
      co_return fail(ErrorKind::internal_error, thrown.what());
    }
  }

  /// From a whole header block to an answer or a refusal.
  Task<Result<Answer>> handle(Turn& turn, std::size_t head_size) {
    RequestParser parser;
    const Result<void> admitted = admit(turn, parser, input_.view().substr(0, head_size));
    input_.consume(head_size);
    if (!admitted) co_return admitted.error();
    if (turn.unread_body) {
      if (turn.expects_continue && input_.empty()) co_await invite_body();
      const Result<void> whole = co_await read_body(parser);
      if (!whole) {
        turn.keep_alive = false;
        co_return whole.error();
      }
      turn.unread_body = false;
    }
    wait_for_ever();
    Call call{turn.exchange, nullptr, {}, service_->backend, waiter_};
    const Result<void> readable = read_document(call, parser.get().body());
    if (!readable) co_return readable.error();
    co_return co_await call_handler(call);
  }

  Task<bool> serve_one() {
    if (!co_await wait_for_request()) co_return false;
    Turn turn;
    turn.began = now();
    const Result<std::optional<std::size_t>> head_size = co_await read_head();
    if (head_size && !head_size.value()) co_return false;
    turn.exchange.head_only = input_.view().starts_with("HEAD ");
    Result<Answer> outcome = fail(ErrorKind::internal_error, "");
    if (head_size) {
      outcome = co_await handle(turn, *head_size.value());
    } else {
      outcome = head_size.error();
    }
    const bool sent = co_await send(turn, to_answer(turn, std::move(outcome)));
    if (sent && turn.keep_alive) co_return true;
    if (sent && (turn.unread_body || has_more_to_read())) co_await linger();
    co_return false;
  }

  Answer to_answer(Turn& turn, Result<Answer> outcome) {
    if (turn.exchange.request_id.empty()) turn.exchange.request_id = make_request_id(service_->entropy);
    if (loop_.is_draining() && !has_more_to_read()) turn.keep_alive = false;
    if (outcome) return std::move(outcome).value();
    const Error& error = outcome.error();
    Answer answer = problem_answer(error, turn.exchange, service_->backend.zone());
    if (answer.status >= 500) {
      service_->log.write(Severity::error, "request_refused",
                          {{"request_id", turn.exchange.request_id},
                           {"code", std::string(code_of(error.kind))},
                           {"detail", error.detail}});
    }
    return answer;
  }

  const std::string& date() {
    if (now() >= date_valid_until_) {
      date_ = http_date(service_->backend.now());
      date_valid_until_ = now() + std::chrono::seconds{1};
    }
    return date_;
  }

  /// Writes as much as fits without waiting, then waits for the rest: an answer nearly always fits.
  Task<bool> write_all(std::string_view text) {
    if constexpr (!is_tls) {
      ErrorCode ec;
      const std::size_t count = stream_.write_some(asio::buffer(text), ec);
      if (ec && ec != asio::error::would_block) co_return false;
      text.remove_prefix(count);
      if (text.empty()) co_return true;
    }
    allow(settings_.write_timeout);
    const auto [failed, rest] = co_await asio::async_write(stream_, asio::buffer(text), use_task);
    co_return !failed;
  }

  Task<bool> send(const Turn& turn, const Answer& answer) {
    const std::string text = answer_text({turn.minor_version, turn.keep_alive, date()}, turn.exchange, answer);
    const bool sent = co_await write_all(text);
    record(turn, answer.status, text.size());
    co_return sent;
  }

  void record(const Turn& turn, int status, std::size_t bytes) {
    const Exchange& exchange = turn.exchange;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now() - turn.began);
    service_->log.write(Severity::info, "request",
                        {{"request_id", exchange.request_id},
                         {"method", exchange.method.substr(0, 16)},
                         {"route", std::string(exchange.route != nullptr ? exchange.route->pattern : "")},
                         {"status", std::to_string(status)},
                         {"microseconds", std::to_string(took.count())},
                         {"bytes", std::to_string(bytes)},
                         {"token", exchange.identity.token_name}});
    if (service_->observer != nullptr) service_->observer->answered({exchange.route, status, took});
  }

  /// Reads away what the peer still sends, for a while: closing at once would make its system throw our answer away.
  Task<void> linger() {
    constexpr std::size_t most_bytes = 4U << 20U;
    ErrorCode ignored;
    if constexpr (!is_tls) socket().shutdown(Socket::shutdown_send, ignored);
    allow(settings_.linger_timeout);
    for (std::size_t dropped = 0; dropped < most_bytes;) {
      dropped += input_.view().size();
      input_.consume(input_.view().size());
      if (co_await receive() != Received::some) co_return;
    }
  }

  const std::shared_ptr<Service> service_;
  const ServerSettings& settings_;
  Loop& loop_;
  Stream stream_;
  const Door door_;
  InputBuffer input_;
  Waiter waiter_;
  std::vector<std::string> own_hosts_;
  SteadyTime deadline_ = SteadyTime::max();
  SteadyTime date_valid_until_{};
  std::string date_;
  bool is_idle_ = false;
  const Loop::Place place_;
};

}  // namespace

namespace {

template <class Stream>
void start(std::shared_ptr<Service> service, Loop& loop, Stream stream, Door door) {
  auto session = std::make_shared<Session<Stream>>(std::move(service), loop, std::move(stream), door);
  asio::co_spawn(
      loop.context(), [session]() -> Task<void> { return session->run(); }, [session](const std::exception_ptr&) {});
}

}  // namespace

void start_session(std::shared_ptr<Service> service, Loop& loop, Socket socket, Door door,
                   const std::shared_ptr<asio::ssl::context>& tls) {
  if (!tls) return start(std::move(service), loop, std::move(socket), door);
  start(std::move(service), loop, TlsStream(std::move(socket), *tls), door);
}

}  // namespace postproof::api
