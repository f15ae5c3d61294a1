#include "tests/fault/witness.hpp"

#include "batches/code_press.hpp"
#include "codegen/sha256.hpp"
#include "tests/support/open_store.hpp"

namespace postproof::test {

namespace {

std::string text_of_hex(const std::string& digits) {
  Bytes bytes;
  ensure(from_hex(digits, bytes), "SQLite gives hexadecimal digits");
  return std::string(text_of(bytes));
}

std::string joined(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) text += cell + "|";
  return text;
}

}  // namespace

void Witness::note_codes(const batches::SealOrder& order, const codegen::KeyRing& keys, const RawDatabase& database) {
  seeds.emplace(text_of(order.nonce_seed.expose()));
  batches::Batch batch;
  batch.code_form = order.code_form;
  batch.issue_key = order.issue_key;
  batch.check_key = order.check_key;
  batch.data_key = order.data_key;
  batches::CodePress press = good(batches::CodePress::of(batch, keys, order.nonce_seed));
  auto letters = database.rows("SELECT letter_id FROM letters WHERE status = 'ordered'");
  letters.push_back({order.test_letter.id.str()});
  for (const auto& row : letters) {
    const Secret code = press.code(LetterId{row[0]});
    codes.emplace(code.expose_text());
    codes.emplace(press.shown(code).expose_text());
  }
}

std::vector<std::string> Witness::note_database(const RawDatabase& database) {
  std::vector<std::string> violations;
  std::map<std::string, std::string> now;
  for (const auto& row :
       database.rows("SELECT batch_id, cutoff, sealed_at, members, letters_per_file, encryption, code_form, "
                     "issue_key, check_key, data_key, expires_at, valid_through, templates, "
                     "recipient_sha256 FROM batches")) {
    now[row[0]] = joined(row);
  }
  for (const auto& row :
       database.rows("SELECT b.batch_id, l.posting_no, l.letter_id, l.track_number, l.postal_index, "
                     "l.language, c.digest, c.expires_at FROM letters l JOIN batches b USING (batch_no) "
                     "LEFT JOIN codes c USING (letter_no) ORDER BY b.batch_no, l.posting_no")) {
    now[row[0]] += joined(row);
  }
  for (const auto& [batch, text] : now) {
    const auto [first, fresh] = sealed.emplace(batch, text);
    if (!fresh && first->second != text) violations.push_back("8: what sealing fixed of " + batch + " changed");
  }
  for (const auto& row : database.rows("SELECT batch_no || '/' || name, plain_mac FROM batch_files")) {
    const auto [first, fresh] = plain_macs.emplace(row[0], row[1]);
    if (!fresh && first->second != row[1]) violations.push_back("10: the plaintext of " + row[0] + " changed");
  }
  for (const auto& row : database.rows("SELECT batch_id, nonce_seed FROM batches WHERE nonce_seed IS NOT NULL")) {
    boxes[row[0]] = text_of_hex(row[1]);
  }
  return violations;
}

Result<std::optional<batches::Batch>> WitnessedStore::seal(const batches::SealOrder& order) {
  witness_.note_codes(order, keys_, RawDatabase(database_));
  Result<std::optional<Batch>> sealed = FailingNightStore::seal(order);
  (void)witness_.note_database(RawDatabase(database_));
  return sealed;
}

Result<Bytes> WitnessedSealer::seal(Bytes&& plaintext) const {
  witness_.plaintexts.insert(to_hex(codegen::sha256(plaintext)));
  return inner_.seal(std::move(plaintext));
}

}  // namespace postproof::test
