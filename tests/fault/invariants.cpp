#include "tests/fault/invariants.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "codegen/sha256.hpp"
#include "core/digest.hpp"
#include "core/ensure.hpp"
#include "tests/fault/rows.hpp"
#include "tests/support/temp_folder.hpp"

namespace postproof::test {

namespace {

using Sentences = std::vector<std::string>;

/// A question to the database whose answer must be `answer`.
struct Question {
  const char* sentence;
  const char* sql;
  const char* answer = "0";
};

constexpr Question always[] = {
    {"the database file is damaged", "PRAGMA integrity_check", "ok"},
    {"7: a letter stands in a batch without having been sealed",
     "SELECT count(*) FROM letters WHERE status IN ('ordered', 'cancelled') AND batch_no IS NOT NULL"},
    {"8: a batch has another number of members than it was sealed with",
     "SELECT count(*) FROM batches b WHERE members <> (SELECT count(*) FROM letters l WHERE l.batch_no = b.batch_no)"},
    {"8: posting numbers have gaps",
     "SELECT count(*) FROM batches b WHERE members <> (SELECT max(posting_no) FROM letters l WHERE l.batch_no = "
     "b.batch_no)"},
    {"9: batch numbers have gaps", "SELECT count(*) - coalesce(max(batch_no), 0) FROM batches"},
    {"3: an account has two live codes",
     "SELECT count(*) FROM (SELECT 1 FROM codes WHERE status = 'live' GROUP BY account_id HAVING count(*) > 1)"},
    {"20: the database keeps nonces of a batch that is answered or rejected",
     "SELECT count(*) FROM batches WHERE state IN ('acknowledged', 'closed', 'rejected') AND nonce_seed IS NOT NULL"},
    {"26: a track number was allotted and no letter has it",
     "SELECT (SELECT sum(used) FROM track_ranges) - (SELECT count(*) FROM letters)"},
    {"26: a batch has not one audit entry for its sealing",
     "SELECT count(*) FROM batches b WHERE 1 <> (SELECT count(*) FROM audit a WHERE a.action = 'batch.sealed' AND "
     "a.object = b.batch_id AND a.data = b.members || ' letters')"},
    {"26: a batch has not one audit entry for its hand-over",
     "SELECT count(*) FROM batches b WHERE (dispatched_at IS NOT NULL) <> (SELECT count(*) FROM audit a WHERE a.action "
     "= 'batch.dispatched' AND a.object = b.batch_id)"},
    {"26: a batch has not one audit entry for its acknowledgement",
     "SELECT count(*) FROM batches b WHERE (acknowledged_at IS NOT NULL) <> (SELECT count(*) FROM audit a WHERE "
     "a.action = 'batch.acknowledged' AND a.object = b.batch_id)"},
    {"27: a letter that waits or was cancelled is none of these, or one in a batch is",
     "SELECT count(*) FROM letters WHERE (batch_no IS NULL) <> (status IN ('ordered', 'cancelled'))"},
    {"a code is live whose batch was never handed over",
     "SELECT count(*) FROM codes c JOIN letters l USING (letter_no) JOIN batches b USING (batch_no) WHERE c.status = "
     "'live' AND b.dispatched_at IS NULL"},
};

constexpr Question in_the_end[] = {
    {"15: a letter waits to be sealed or handed over",
     "SELECT count(*) FROM letters WHERE status IN ('ordered', 'sealed', 'dispatched')"},
    {"15: a batch is neither acknowledged nor rejected",
     "SELECT count(*) FROM batches WHERE state NOT IN ('acknowledged', 'rejected')"},
    {"15: a withdrawal was not delivered", "SELECT count(*) FROM batches WHERE withdrawal = 'due'"},
    {"a batch's local files have had their term", "SELECT count(*) FROM batches WHERE files_removed_at IS NULL"},
    {"an alarm is open", "SELECT count(*) FROM alarms WHERE closed_at IS NULL"},
};

template <std::size_t Count>
void ask(const Question (&questions)[Count], const RawDatabase& database, Sentences& found) {
  for (const Question& question : questions) {
    const std::string answer = database.value(question.sql);
    if (answer != question.answer) found.push_back(fmt::format("{} ({})", question.sentence, answer));
  }
}

void append_number(Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// The audit chain by its definition: h = SHA-256(h of the one before, sequence, instant, and each text after its
/// length; numbers in 8 bytes, the highest first).
void check_audit(const RawDatabase& database, Sentences& found) {
  Bytes previous;
  std::uint64_t expected = 1;
  for (const auto& row :
       database.rows("SELECT sequence, at, actor, action, object, data, hash FROM audit ORDER BY sequence")) {
    Bytes message = previous;
    append_number(message, std::stoull(row[0]));
    append_number(message, std::stoull(row[1]));
    for (int i = 2; i < 6; ++i) {
      const std::string& text = row[static_cast<std::size_t>(i)];
      append_number(message, text.size());
      message.insert(message.end(), text.begin(), text.end());
    }
    const Digest hash = codegen::sha256(message);
    if (std::stoull(row[0]) != expected || to_hex(hash) != row[6]) {
      found.push_back("22: the audit log does not follow from itself at entry " + row[0]);
      return;
    }
    previous.assign(hash.begin(), hash.end());
    ++expected;
  }
}

/// Every manifest names the one that was handed over before it.
void check_chain(const Ledger& ledger, Sentences& found) {
  std::string end;
  std::size_t linked = 0;
  for (bool further = true; further;) {
    further = false;
    for (const auto& [batch, manifest] : ledger.batches()) {
      if (manifest.previous != end) continue;
      end = manifest.sha256;
      ++linked;
      further = true;
      break;
    }
  }
  if (linked != ledger.batches().size()) found.emplace_back("26: the manifests at the print house form no chain");
}

/// What the print house has against what the database says it was given.
void check_print_house(const Evidence& evidence, Sentences& found) {
  check_chain(evidence.ledger, found);
  for (const auto& [batch, manifest] : evidence.ledger.batches()) {
    const std::string row = " FROM batches WHERE batch_id = '" + batch + "'";
    if (evidence.database.value("SELECT manifest_sha256" + row) != manifest.sha256) {
      found.push_back("13: the print house has another manifest of " + batch + " than the database");
    }
    if (std::to_string(manifest.sequence) != evidence.database.value("SELECT batch_no" + row)) {
      found.push_back("9: the manifest of " + batch + " has another number than the batch");
    }
    if (manifest.withdrawn) continue;
    std::vector<std::string> listed = numbers_in_index(evidence.ledger.folder_of(batch) / "index.csv");
    std::ranges::sort(listed);
    std::vector<std::string> left;
    for (const auto& member :
         evidence.database.rows("SELECT track_number FROM letters JOIN batches b USING (batch_no) WHERE b.batch_id "
                                "= '" +
                                batch + "' AND status <> 'rejected' ORDER BY track_number")) {
      left.push_back(member[0]);
    }
    if (listed != left) found.push_back("26: the index of " + batch + " does not list the letters that left");
  }
  for (const auto& row : evidence.database.rows("SELECT batch_id FROM batches WHERE dispatched_at IS NOT NULL")) {
    if (!evidence.ledger.batches().contains(row[0])) {
      found.push_back(row[0] + " counts as handed over, and the print house never saw it complete");
    }
  }
}

void check_secrecy(const Evidence& evidence, Sentences& found) {
  std::set<std::string> secrets = evidence.witness.codes;
  secrets.insert(evidence.witness.seeds.begin(), evidence.witness.seeds.end());
  // None so short that it turns up in ciphertext by chance: the first four bytes of a zip once did.
  const std::string zip("PK\x03\x04\x14\x00", 6);  // as batches/posting_list writes it
  if (evidence.encrypted) secrets.insert({"%PDF-1.", zip, "Смирнова"});
  for (const std::string& file : files_with(evidence.folder, secrets)) found.push_back("19: plaintext lies in " + file);
}

/// No seed is left, in whatever form, of batches whose answer was put away or whose withdrawal is delivered: any 16
/// bytes of it would show.
void check_seeds_are_gone(const Evidence& evidence, Sentences& found) {
  constexpr std::size_t piece = 16;
  std::set<std::string> pieces;
  for (const auto& [batch, box] : evidence.witness.boxes) {
    const std::string delivered =
        evidence.database.value("SELECT withdrawal = 'delivered' FROM batches WHERE batch_id = '" + batch + "'");
    if (delivered != "1" && !std::filesystem::exists(evidence.ledger.acks() / "done" / (batch + ".ack.json"))) continue;
    for (std::size_t at = 0; at + piece <= box.size(); at += piece) pieces.insert(box.substr(at, piece));
  }
  for (const std::string& file : files_with(evidence.folder, pieces)) found.push_back("20: nonces lie in " + file);
}

/// As many plaintexts were sealed as there are files: no repetition made another one.
void check_plaintexts(const Evidence& evidence, Sentences& found) {
  const int files =
      std::stoi(evidence.database.value("SELECT (SELECT count(*) FROM batch_files WHERE letters > 0) + 2 * (SELECT "
                                        "count(*) FROM batches)"));
  if (std::ssize(evidence.witness.plaintexts) > files) {
    found.push_back(fmt::format("10: {} files were made of {} plaintexts", files, evidence.witness.plaintexts.size()));
  }
}

void check_printed_once(const Evidence& evidence, Sentences& found) {
  std::map<std::string, int> wanted;
  for (const auto& row : evidence.database.rows("SELECT track_number FROM letters JOIN batches USING (batch_no) WHERE "
                                                "acknowledged_at IS NOT NULL AND status <> 'rejected'")) {
    wanted[row[0]] = 1;
  }
  if (wanted != evidence.ledger.printed()) found.push_back("14: not every acknowledged letter was printed just once");
}

}  // namespace

std::vector<std::string> files_with(const Path& folder, const std::set<std::string>& needles) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string content = text_of_file(entry.path());
    for (const std::string& needle : needles) {
      if (::memmem(content.data(), content.size(), needle.data(), needle.size()) == nullptr) continue;
      found.push_back(std::filesystem::relative(entry.path(), folder).string());
      break;
    }
  }
  return found;
}

std::vector<std::string> unsafe(const Evidence& evidence) {
  Sentences found = evidence.witness.note_database(evidence.database);
  found.insert(found.end(), evidence.ledger.violations().begin(), evidence.ledger.violations().end());
  ask(always, evidence.database, found);
  check_audit(evidence.database, found);
  check_print_house(evidence, found);
  check_secrecy(evidence, found);
  check_seeds_are_gone(evidence, found);
  const std::string letters = evidence.database.value("SELECT count(*) FROM letters WHERE is_test = 0");
  if (letters != std::to_string(evidence.accepted)) {
    found.push_back(fmt::format("27: {} orders were accepted, {} letters are there", evidence.accepted, letters));
  }
  return found;
}

std::vector<std::string> unfinished(const Evidence& evidence) {
  Sentences found;
  ask(in_the_end, evidence.database, found);
  check_plaintexts(evidence, found);
  check_printed_once(evidence, found);
  for (const std::string& name : names_of(evidence.outbox)) found.push_back("left over in the outbox: " + name);
  for (const auto& [batch, manifest] : evidence.ledger.batches()) {
    for (const std::string& name : names_of(evidence.ledger.folder_of(batch))) {
      if (name.starts_with('.')) found.push_back("left over at the print house: " + batch + "/" + name);
    }
  }
  return found;
}

}  // namespace postproof::test
