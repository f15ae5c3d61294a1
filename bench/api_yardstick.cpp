#include "bench/api_yardstick.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "store/sqlite.hpp"

namespace postproof::bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::seconds longest_wait{30};

class Caller;

/// Takes rows of all connections and commits what waits as one group.
class RowWriter {
 public:
  RowWriter(const Path& file, asio::io_context& context)
      : context_(context), database_(file, store::Connection::Mode::read_write) {
    database_.execute("PRAGMA journal_mode = WAL");
    database_.execute("PRAGMA synchronous = FULL");
    database_.execute("CREATE TABLE rows (row_no INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
    thread_ = std::jthread([this] { loop(); });
  }

  void add(std::shared_ptr<Caller> caller) {
    {
      const std::lock_guard guard(mutex_);
      waiting_.push_back(std::move(caller));
    }
    wake_.notify_one();
  }

 private:
  void loop();

  asio::io_context& context_;
  store::Connection database_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<Caller>> waiting_;
  std::jthread thread_;
};

class Caller : public std::enable_shared_from_this<Caller> {
 public:
  Caller(tcp::socket socket, RowWriter& writer) : stream_(std::move(socket)), writer_(writer) {}

  void read() {
    request_ = {};
    stream_.expires_after(longest_wait);
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](ErrorCode ec, std::size_t) {
      if (ec) return;
      if (self->request_.method() == http::verb::get) return self->answer(http::status::ok);
      self->writer_.add(self);
    });
  }

  void answer(http::status status) {
    response_ = {status, request_.version()};
    response_.set(http::field::content_type, "application/json");
    response_.body() = R"({"status":"ok"})";
    response_.keep_alive(true);
    response_.prepare_payload();
    stream_.expires_after(longest_wait);
    http::async_write(stream_, response_, [self = shared_from_this()](ErrorCode ec, std::size_t) {
      if (!ec) self->read();
    });
  }

  const std::string& body() const { return request_.body(); }

 private:
  beast::tcp_stream stream_;
  RowWriter& writer_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

void RowWriter::loop() {
  std::vector<std::shared_ptr<Caller>> group;
  for (;;) {
    {
      std::unique_lock guard(mutex_);
      wake_.wait(guard, [this] { return !waiting_.empty(); });
      group.swap(waiting_);
    }
    database_.execute("BEGIN IMMEDIATE");
    for (const auto& caller : group) {
      database_.query("INSERT INTO rows (body) VALUES (?)").with(caller->body()).run();
    }
    database_.execute("COMMIT");
    asio::post(context_, [done = std::move(group)] {
      for (const auto& caller : done) caller->answer(http::status::created);
    });
    group.clear();
  }
}

void accept(tcp::acceptor& acceptor, RowWriter& writer) {
  acceptor.async_accept([&](ErrorCode ec, tcp::socket socket) {
    if (ec) return;
    ErrorCode ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    std::make_shared<Caller>(std::move(socket), writer)->read();
    accept(acceptor, writer);
  });
}

}  // namespace

void serve_yardstick(const Path& database, const std::function<void(std::uint16_t port)>& listening) {
  asio::io_context context{1};
  RowWriter writer(database, context);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  listening(acceptor.local_endpoint().port());
  accept(acceptor, writer);
  context.run();
}

}  // namespace postproof::bench
