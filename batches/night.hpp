#pragma once

#include <functional>
#include <string>

#include "batches/courier.hpp"
#include "batches/night_store.hpp"
#include "codegen/key_ring.hpp"
#include "core/calendar.hpp"
#include "core/entropy.hpp"
#include "core/files.hpp"
#include "letters/typesetter.hpp"
#include "orders/rules.hpp"

namespace postproof::batches {

/// The settings of the night, validated (configuration keys `batch.*`, `codes.form`).
struct NightSettings {
  Path outbox;
  int letters_per_file = 2000;
  std::string encryption = "none";
  std::string code_form = "digits";
  int workers = 2;
  orders::Recipient test_recipient;
  orders::Address test_address;
  orders::Rules rules;
};

/// How far a run is, for whoever shows it: letters rendered of the batch's members.
using Progress = std::function<void(const Batch& batch, std::int64_t done, std::int64_t total)>;

/// Everything the night works with; borrowed, and outliving every call.
struct Night {
  NightStore& store;
  Files& files;
  const letters::Typesetter& typesetter;
  const codegen::KeyRing& keys;
  Entropy& entropy;
  Courier& courier;
  const NightSettings& settings;
  Progress progress;
};

}  // namespace postproof::batches
