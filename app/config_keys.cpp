#include "app/config.hpp"

namespace postproof::app {

namespace {

void visit_server(Config& c, ConfigVisitor& v) {
  v.section("server", "the HTTP service");
  v.text("listen", c.server.listen, "where the portal calls");
  v.text("admin_listen", c.server.admin_listen, "where health is asked; empty for nowhere");
  v.flag("allow_plain", c.server.allow_plain, "plain HTTP on another than a loopback address");
  v.number("requests_per_second", c.server.requests_per_second, 0, 1'000'000, "per token; 0 for no limit");
  v.number("threads", c.server.threads, 1, 64, "threads that serve connections");
  v.section("server.tls", "TLS on server.listen; all empty: plain HTTP");
  v.text("certificate_file", c.server.tls.certificate_file, "PEM: the server's certificate, then those above it");
  v.text("key_file", c.server.tls.key_file, "PEM: its private key, without a passphrase");
  v.text("client_ca_file", c.server.tls.client_ca_file,
         "PEM: authorities whose certificates callers must show; may be empty");
}

void visit_rules(Config& c, ConfigVisitor& v) {
  v.section("rules", "the rules of ordering and confirming");
  v.flag("ordering_enabled", c.rules.ordering_enabled, "false refuses new orders; posted codes still confirm");
  v.number("reorder_days", c.rules.reorder_days, 1, 3650, "days from one order to the next");
  v.number("order_limit", c.rules.order_limit, 1, 1000, "orders of an account in any 30 days, cancelled ones included");
  v.flag("returned_frees_reorder", c.rules.returned_frees_reorder, "a returned letter ends the wait");
  v.flag("locked_frees_reorder", c.rules.locked_frees_reorder, "a locked code ends the wait");
  v.number("code_valid_days", c.rules.code_valid_days, 45, 3650, "from sealing to the printed last day");
  v.text("zone", c.zone, "the service zone, an offset");
  v.text("expiry_zone", c.expiry_zone, "whose midnight ends the printed day");
  int window = static_cast<int>(c.rules.account_window.count());
  v.number("account_attempts", c.rules.account_attempts, 1, 1000, "failed attempts of an account in the window");
  v.number("account_window_s", window, 1, 86'400, "the window, seconds");
  c.rules.account_window = seconds{window};
  v.number("code_attempts", c.rules.code_attempts, 1, 1000, "wrong attempts in a code's life, then it is locked");
  v.text("cutoff", c.cutoff, "orders before this time of a working day go out that night");
  v.text("calendar", c.calendar, "folder of <year>.toml with the working days");
  v.number("expected_delivery_from_days", c.rules.expected_delivery_from_days, 0, 365,
           "working days after the cut-off");
  v.number("expected_delivery_to_days", c.rules.expected_delivery_to_days, 0, 365, "working days after the cut-off");
  v.number("storage_days", c.storage_days, 1, 365, "that a letter waits at the post office");
  v.number("lost_after_days", c.rules.lost_after_days, 1, 3650, "printed and never scanned: lost");
  v.number("reminder_days", c.rules.reminder_days, 1, 365, "after delivery the portal is told that no code was typed");
  v.number("erase_after_days", c.rules.erase_after_days, 0, 3650, "after the letter is final name and address go");
}

void visit_letter(Config& c, ConfigVisitor& v) {
  v.section("codes", "the code on the letter");
  v.choice("form", c.code_form, {"digits", "crockford"}, "digits: 12 digits; crockford: 12 letters and digits");
  v.section("sender", "who sends the letters; no default in production");
  v.text("name", c.sender.name, "as printed on the letter");
  v.texts("address", c.sender.address, "lines printed below the name");
  v.text("inn", c.sender.inn, "taxpayer number, 10 or 12 digits");
  v.text("kpp", c.sender.kpp, "the tax office's code of the reason, 9 characters; empty with an INN of 12 digits");
  v.text("contract", c.sender.contract, "number of the contract with the post");
  v.text("phone", c.sender.phone, "digits; in the post's list only; may be empty");
  v.section("letters", "how letters look");
  v.text("templates", c.letters.templates, "folder of <language>/<version>/letter.txt");
  v.text("geometry", c.letters.geometry, "page geometry, millimetres");
  v.text("fonts", c.letters.fonts, "folder of the PT fonts");
  v.text("portal_url", c.letters.portal_url, "where the code is typed; printed, and in the QR code");
}

void visit_posting_list(Config& c, ConfigVisitor& v) {
  auto& list = c.batch.posting_list;
  v.section("batch.posting_list", "the post's list of a batch, form 103; codes as in the post's RTM 0003");
  v.choice("version", list.version, {"RTM0003-11-16", "RTM0003-13-17", "RTM0003-14-18"}, "of the electronic list");
  v.text("index_from", list.index_from, "index of the office that takes the letters; no default in production");
  v.text("department", list.department, "DepCode, digits");
  v.number("send_category", list.send_category, 1, 6, "SendCtg: 2 budget, 3 self-financing, 5 corporate, 6 federal");
  v.number("rank", list.rank, 0, 9, "MailRank: 0 none, 1 governmental, 3 official, 4 judicial, 8 administrative");
  v.number("pay_type", list.pay_type, 1, 256,
           "PayType: 1 cash, 2 cashless, 4 free, 16 stamps, 32 prepaid, 256 franked");
  v.number("rate_kopecks", list.rate_kopecks, 0, 10'000'000, "what a letter costs without VAT; 0: to be filled in");
  v.number("vat_percent", list.vat_percent, -1, 100, "VAT on it; -1: to be filled in");
  auto& at = c.sender.postal_address;
  v.section("sender.postal_address", "the sender in the post's list; no default in production");
  v.text("index", at.index, "postal index");
  v.text("region", at.region, "may be empty, like all of these but index and city");
  v.text("district", at.district, "");
  v.text("city", at.city, "");
  v.text("street", at.street, "");
  v.text("house", at.house, "");
  v.text("building", at.building, "");
  v.text("room", at.room, "");
}

void visit_night(Config& c, ConfigVisitor& v) {
  v.section("batch", "the nightly print batch");
  v.text("outbox", c.batch.outbox, "where batches are made");
  v.number("letters_per_file", c.batch.letters_per_file, 1, 10'000, "letters in one PDF");
  v.choice("encryption", c.batch.encryption, {"none", "cms"},
           "cms: for the print house's certificate; none is for the demo profile only");
  v.text("recipient_certificate", c.batch.recipient_certificate,
         "the print house's certificate, PEM; no default in production");
  v.text("recipient_sha256", c.batch.recipient_sha256, "its SHA-256 fingerprint, as the print house told it by itself");
  v.number("keep_days", c.batch.keep_days, 1, 365, "local files stay after the acknowledgement");
  v.number("workers", c.batch.workers, 1, 64, "files rendered at a time");
  auto& to = c.batch.test_recipient;
  v.section("batch.test_recipient", "whom the test letter of every batch goes to; no default in production");
  v.text("last_name", to.last_name, "");
  v.text("first_name", to.first_name, "");
  v.text("middle_name", to.middle_name, "may be empty");
  v.text("index", to.index, "postal index");
  v.text("region", to.region, "may be empty");
  v.text("district", to.district, "may be empty");
  v.text("city", to.city, "");
  v.text("street", to.street, "may be empty");
  v.text("house", to.house, "");
  v.text("building", to.building, "may be empty");
  v.text("apartment", to.apartment, "may be empty");
  visit_posting_list(c, v);
}

void visit_outside(Config& c, ConfigVisitor& v) {
  v.section("dispatch", "how batches reach the print house");
  v.choice("kind", c.dispatch.kind, {"folder", "sftp"}, "folder: a directory that the print house reads");
  v.text("folder", c.dispatch.folder, "that directory");
  v.text("acks", c.dispatch.acks, "where its acknowledgements arrive; with sftp, where they are fetched to");
  v.number("attempts", c.dispatch.attempts, 1, 20, "failures in a row before a batch is held");
  auto& sftp = c.dispatch.sftp;
  v.section("dispatch.sftp", "the print house's server, for kind = \"sftp\"");
  v.text("host", sftp.host, "name or address");
  v.number("port", sftp.port, 1, 65'535, "");
  v.text("user", sftp.user, "whom we log in as");
  v.text("key_file", sftp.key_file, "our private key: Ed25519, format of OpenSSH, no passphrase, mode 0600");
  v.text("host_key_sha256", sftp.host_key_sha256, "the server's key as 'ssh-keygen -l' prints it: SHA256:...");
  v.text("directory", sftp.directory, "where batches go; absolute, or from where the server puts us");
  v.text("acks_directory", sftp.acks_directory, "where acknowledgements lie there");
  v.section("tracking", "asking the post");
  v.text("single_url", c.tracking.single_url, "one number at a time");
  v.text("batch_url", c.tracking.batch_url, "tickets of many numbers");
  v.text("credentials_file", c.tracking.credentials_file, "TOML with login and password");
  v.text("proxy", c.tracking.proxy, "on the way to the post: http://HOST:PORT or socks5h://HOST:PORT; empty for none");
  v.number("items_per_ticket", c.tracking.items_per_ticket, 1, 3000, "numbers asked by one ticket");
  v.number("daily_budget", c.tracking.daily_budget, 0, 10'000'000, "calls a day, both ways together");
  v.section("notices", "telling the portal");
  v.text("url", c.notices.url, "where notices are sent; empty: none are written");
  v.text("secret_file", c.notices.secret_file, "one line whsec_<base64>: the key they are signed with");
  v.section("keys", "keys live outside the database");
  v.text("file", c.key_file, "the key ring; nobody but the owner may read it");
  v.text("signing_key", c.signing_key, "signs manifests, PEM; nobody but the owner may read it");
  v.text("signing_certificate", c.signing_certificate, "its certificate, PEM; what 'keys export' prints");
  v.section("log", "lines for the operator on standard error");
  v.choice("level", c.log.level, {"info", "warning", "error"}, "the least severe that is written");
}

}  // namespace

void visit_config(Config& config, ConfigVisitor& visitor) {
  visit_server(config, visitor);
  visit_rules(config, visitor);
  visit_letter(config, visitor);
  visit_night(config, visitor);
  visit_outside(config, visitor);
}

}  // namespace postproof::app
