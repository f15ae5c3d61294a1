#pragma once

#include <functional>
#include <string>

#include "batches/courier.hpp"
#include "batches/file_sealer.hpp"
#include "batches/manifest_signer.hpp"
#include "batches/night_store.hpp"
#include "batches/posting_list.hpp"
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
  PostingSettings posting;
};

/// How far a run is, for whoever shows it: letters rendered of the batch's members.
using Progress = std::function<void(const Batch& batch, std::int64_t done, std::int64_t total)>;

/// What a run is at, in this order.
enum class Stage : std::uint8_t { seal, render, lists, hand_over, record, done };
using StageReport = std::function<void(Stage)>;

/// Whether the print house has acknowledged a batch whose hand-over is not recorded yet.
using AnswerCheck = std::function<Result<bool>(const Batch& batch, Instant now)>;

/// Everything the night works with; borrowed, and outliving every call.
struct Night {
  NightStore& store;
  Files& files;
  const letters::Typesetter& typesetter;
  const codegen::KeyRing& keys;
  Entropy& entropy;
  Courier& courier;
  const FileSealer& sealer;
  const ManifestSigner* signer;  ///< may be null: manifests then have no signature
  const NightSettings& settings;
  Progress progress = {};
  StageReport stage = {};
  AnswerCheck answered = {};  ///< empty: nobody can tell

  void enter(Stage next) const {
    if (stage) stage(next);
  }
};

}  // namespace postproof::batches
