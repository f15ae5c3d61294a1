#include "postsim/ack_desk.hpp"

#include "core/secret.hpp"
#include "postsim/acknowledgement.hpp"
#include "postsim/digest.hpp"
#include "postsim/envelope.hpp"

namespace postproof::postsim {

namespace {

constexpr std::uint64_t most_memory_bytes = 4096;
constexpr std::uint64_t most_pem_bytes = 64U << 10U;

constexpr std::string_view right = "right";
constexpr std::string_view right_twice = "right, twice";
constexpr std::string_view wrong = "wrong";

/// What was given for a batch before: which hand-over, and what.
struct Given {
  std::string hand_over;
  std::string what;
};

Given given_of(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view what = text.substr(end + 1);
  return {std::string(text.substr(0, end)), std::string(what.substr(0, what.find('\n')))};
}

/// The same text with a hash in the place of the manifest's that belongs to nothing.
std::string with_wrong_hash(std::string text) {
  constexpr std::string_view field = "\"manifest_sha256\":\"";
  const std::size_t at = text.find(field);
  if (at != std::string::npos) text.replace(at + field.size(), 64, sha256_hex(bytes_of(text)));
  return text;
}

/// What the faults make of the order: the right text, or another.
std::string text_to_give(const AckOrder& order, const Faults& faults) {
  if (faults.hits("wrong_hash", order.batch_id)) return with_wrong_hash(order.text);
  if (!order.text_of_previous.empty() && faults.hits("old", order.batch_id)) return order.text_of_previous;
  return order.text;
}

}  // namespace

Result<bool> AckDesk::give(const AckOrder& order, const Faults& faults) {
  const std::string name = acknowledgement_name(order.batch_id);
  const Path memory = memory_ / order.batch_id;
  Given given;
  if (files_.exists(memory)) {
    PP_TRY(const Bytes bytes, files_.read(memory, most_memory_bytes));
    given = given_of(text_of(bytes));
  }
  const std::string text = text_to_give(order, faults);
  std::string_view what = text == order.text ? right : wrong;

  const bool waiting = files_.exists(acks_ / name);
  const bool kept = waiting || files_.exists(acks_ / "done" / name);
  bool due = given.hand_over != order.hand_over || (order.asked && !kept) || (given.what == wrong && what == right);
  if (!due && given.what == right && what == right && !waiting && faults.hits("twice", order.batch_id)) {
    due = true;
    what = right_twice;
  }
  if (!due) return false;
  PP_TRYV(put(name, text));
  PP_TRYV(files_.make_directories(memory_));
  const std::string remembered = order.hand_over + "\n" + std::string(what) + "\n";
  PP_TRYV(files_.write_synced(memory, bytes_of(remembered)));
  return true;
}

Result<void> AckDesk::put(const std::string& name, std::string_view text) {
  PP_TRYV(files_.make_directories(acks_));
  if (files_.exists(signer_.key) && files_.exists(signer_.certificate)) {
    PP_TRYV(sign(name, text));
  }
  return put_atomically(name, bytes_of(text));
}

Result<void> AckDesk::sign(const std::string& name, std::string_view text) {
  PP_TRY(Bytes key, files_.read(signer_.key, most_pem_bytes));
  const Secret pem(std::move(key));
  PP_TRY(const Bytes certificate, files_.read(signer_.certificate, most_pem_bytes));
  PP_TRY(const Bytes signature, sign_detached(bytes_of(text), pem.expose_text(), text_of(certificate)));
  return put_atomically(name + ".p7s", signature);
}

Result<void> AckDesk::put_atomically(const std::string& name, ByteView bytes) {
  const Path fresh = acks_ / ("." + name + ".new");
  PP_TRYV(files_.write_synced(fresh, bytes));
  return files_.rename_over(fresh, acks_ / name);
}

}  // namespace postproof::postsim
