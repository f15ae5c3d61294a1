#include "app/house.hpp"

#include <fmt/format.h>

#include "app/calendar_files.hpp"
#include "app/config_posting.hpp"
#include "app/order_checks.hpp"
#include "app/seals.hpp"
#include "codegen/key_ring_file.hpp"
#include "codegen/mac.hpp"
#include "codegen/sealed_box.hpp"
#include "codegen/sha256.hpp"

namespace postproof::app {

Result<std::unique_ptr<House>> House::open(Config config, Wants wants) {
  std::unique_ptr<House> house(new House(std::move(config)));
  PP_TRY(house->calendar_, load_calendar(house->config_.in(house->config_.calendar)));
  PP_TRYV(house->open_clock());
  PP_TRYV(house->open_keys());
  PP_TRYV(house->open_database(wants));
  return house;
}

Result<void> House::open_clock() {
  const Clock* wall = &real_clock_;
  if (config_.profile == Profile::demo) {
    PP_TRY(movable_clock_, system::MovableClock::open(config_.data_folder(), real_clock_));
    wall = movable_clock_.get();
  }
  clock_ = std::make_unique<GuardedClock>(*wall);
  return success();
}

Result<void> House::open_keys() {
  PP_TRY(keys_, LiveKeys::open(config_.in(config_.key_file), files_));
  personal_ = codegen::BoxSealer::of(*keys(), codegen::Purpose::personal, entropy_);
  nonces_ = codegen::BoxSealer::of(*keys(), codegen::Purpose::nonce, entropy_);
  const codegen::CodeForm* form = codegen::code_form_of(config_.code_form);
  if (form == nullptr) return fail(ErrorKind::configuration_invalid, "codes.form is unknown");
  checker_ = std::make_unique<KeyedCodeChecker>(*keys_, *form);
  return success();
}

Result<void> House::open_database(Wants wants) {
  store::DatabaseWorld world{*personal_,
                             *nonces_,
                             *clock_,
                             [](ByteView bytes) { return codegen::sha256(bytes); },
                             !config_.notices.url.empty(),
                             zone()};
  PP_TRY(database_,
         store::Database::open(config_.database(), std::move(world), wants.create_database, wants.check_database));
  PP_TRY(const Instant floor, database_->desk().clock_floor());
  clock_->raise_floor(floor);
  return success();
}

Result<const letters::Typesetter*> House::typesetter() {
  if (typesetter_) return typesetter_.get();
  letters::LetterSettings settings;
  settings.template_dir = config_.in(config_.letters.templates);
  settings.geometry_file = config_.in(config_.letters.geometry);
  settings.font_dir = config_.in(config_.letters.fonts);
  settings.sender_name = config_.sender.name;
  settings.sender_lines = config_.sender.address;
  settings.portal_url = config_.letters.portal_url;
  PP_TRY(typesetter_, letters::Typesetter::load(settings, files_));
  return typesetter_.get();
}

Result<void> House::fill_night_settings() {
  PP_TRYV(demand(config_, missing_for_the_night(config_)));
  PP_TRY(const letters::Typesetter* typesetter, this->typesetter());
  const PrintableChecks checks(*typesetter, nullptr);  // an office that was closed must not stop the night
  auto test = orders::check_order(test_recipient_form(config_), checks, orders::FieldNaming::json_path);
  if (!test) {
    const FieldError& first = test.error().fields.front();
    return fail(ErrorKind::configuration_invalid, fmt::format("batch.test_recipient cannot be printed: {} {} ({})",
                                                              first.field, first.code, first.message));
  }
  night_settings_.outbox = config_.in(config_.batch.outbox);
  night_settings_.letters_per_file = config_.batch.letters_per_file;
  night_settings_.encryption = config_.batch.encryption;
  night_settings_.code_form = config_.code_form;
  night_settings_.workers = config_.batch.workers;
  night_settings_.test_recipient = test.value().recipient;
  night_settings_.test_address = test.value().address;
  night_settings_.rules = config_.rules;
  night_settings_.posting = posting_settings(config_);
  return success();
}

Result<const orders::AddressChecks*> House::order_checks() {
  if (order_checks_) return order_checks_.get();
  PP_TRYV(demand(config_, missing_for_letters(config_)));
  PP_TRY(const letters::Typesetter* typesetter, this->typesetter());
  order_checks_ = std::make_unique<PrintableChecks>(*typesetter, &database_->offices());
  return order_checks_.get();
}

Result<batches::Night> House::night() {
  PP_TRYV(fill_night_settings());
  PP_TRY(const letters::Typesetter* typesetter, this->typesetter());
  PP_TRY(PrintHouse* const print_house, this->print_house());
  night_keys_ = keys();
  sealer_ = make_sealer(config_, files_);
  PP_TRY(signer_, load_signer(config_, files_));
  batches::Night night{
      database_->night(), files_,        *typesetter,     *night_keys_, entropy_, print_house->courier(),
      *sealer_,           signer_.get(), night_settings_, {},           {}};
  night.answered = [this](const batches::Batch& batch, Instant now) { return is_answered(batch, now); };
  return night;
}

Result<PrintHouse*> House::print_house() {
  if (!print_house_) {
    PP_TRY(print_house_, PrintHouse::open(config_, files_));
  }
  return print_house_.get();
}

Result<bool> House::is_answered(const batches::Batch& batch, Instant now) {
  PP_TRY(const batches::PickUpReport fetched, print_house_->pick_up());
  (void)fetched;  // the folder tells
  PP_TRY(const batches::AckTrust trust, ack_trust());
  return batches::is_acknowledged(database_->night(), files_, trust, config_.in(config_.dispatch.acks), batch, now);
}

Result<batches::AckTrust> House::ack_trust() const { return load_ack_trust(config_, files_); }

Result<void> House::trust_clock() {
  if (clock_->behind()) {  // a person may have vouched for the clock in another process
    PP_TRY(const Instant floor, database_->desk().clock_floor());
    clock_->accept(floor);
  }
  const auto behind = clock_->behind();
  if (!behind) return success();
  const std::string detail = fmt::format(
      "the clock is {} s behind the latest instant that was committed; set it right, or run 'postproof clock accept' "
      "if it "
      "is right now",
      behind->count());
  PP_TRYV(database_->night().raise_alarm("clock_disagrees", "", detail, clock_->now()));
  return fail(ErrorKind::clock_disagrees, detail);
}

/// Keyed under the oldest data key that is not destroyed, so that a rotation neither forgets tokens nor makes an
/// imported order look new.
Result<codegen::Mac> House::lasting_mac(codegen::Purpose purpose) const {
  const auto ring = keys();
  for (const codegen::KeyLine& line : ring->list()) {
    if (line.use != codegen::KeyUse::data || line.state == codegen::KeyState::destroyed) continue;
    PP_TRY(const Secret key, ring->derive(line.id, purpose));
    return codegen::Mac(key);
  }
  return fail(ErrorKind::key_unusable, "no data key is left in the key ring");
}

Result<Digest> House::token_digest(const Secret& token) const {
  PP_TRY(codegen::Mac mac, lasting_mac(codegen::Purpose::token));
  return mac.of(token.expose());
}

Result<Digest> House::request_mac(std::string_view token_name, std::string_view path, std::string_view key) const {
  PP_TRY(codegen::Mac mac, lasting_mac(codegen::Purpose::idempotency));
  return mac.add_field(bytes_of(token_name)).add_field(bytes_of(path)).add_field(bytes_of(key)).finish();
}

Result<Digest> House::request_body_mac(std::string_view body) const {
  PP_TRY(codegen::Mac mac, lasting_mac(codegen::Purpose::idempotency));
  return mac.add_field(bytes_of(body)).finish();
}

Result<Digest> House::cursor_mac(std::string_view list, ByteView place) const {
  PP_TRY(codegen::Mac mac, lasting_mac(codegen::Purpose::cursor));
  return mac.add_field(bytes_of(list)).add_field(place).finish();
}

Result<Bytes> House::content_hash(const orders::Order& order) const {
  PP_TRY(codegen::Mac mac, lasting_mac(codegen::Purpose::import_content));
  const orders::Recipient& to = order.recipient;
  const orders::Address& at = order.address;
  mac.add_field(bytes_of(order.account_id.str())).add_field(bytes_of(name_of(order.language)));
  for (const Personal* text : {&to.last_name, &to.first_name, &to.middle_name, &at.region, &at.district, &at.city,
                               &at.street, &at.house, &at.building, &at.apartment}) {
    mac.add_field(bytes_of(text->reveal()));
  }
  mac.add_field(bytes_of(at.index.str()));
  const Digest digest = mac.finish();
  return Bytes(digest.begin(), digest.end());
}

}  // namespace postproof::app
