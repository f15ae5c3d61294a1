#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace postproof::test {

/// Where an operation is asked for.
enum class Realm : std::uint8_t { disk, store, remote, database };

/// What may happen to an operation.
enum class Manner : std::uint8_t {
  refused,           ///< not done; an error is told, once
  answer_lost,       ///< done, and an error is told all the same, once
  refused_for_ever,  ///< not done, nor is any later one of the same realm
  crash,             ///< not done, nor is any later one of any realm: the process is gone
  torn_crash,        ///< done by half, then gone
  power_cut,         ///< not done, what was not synced before is lost, then gone
};

/// One operation as it is asked for. `verb` and `object` are for reports.
struct Operation {
  Realm realm = Realm::disk;
  std::string_view verb;  ///< a literal
  std::string object;
  bool effect = false;  ///< it changes something outside the process
};

/// What the operation's place is to do.
enum class Verdict : std::uint8_t { go, refuse, lose_answer, half, lose_unsynced, dead };

/// How an operation fails: without having been done, or done but reported as failed; once, or from then on for ever.
struct FaultKind {
  bool done = false;
  bool for_ever = false;
};

/// What an operation leaves behind where it does not come to its end; empty functions leave nothing.
struct Remains {
  std::function<void()> half;      ///< after a torn crash
  std::function<void()> unsynced;  ///< after a power cut
  std::function<void()> refused;   ///< after a refusal
};

/// Counts operations of all realms that share it, and says which of them fails. Any thread.
class FaultPlan {
 public:
  /// The n-th operation from now (1 ...) fails in this manner; 0 for none.
  void strike(int n, Manner manner) {
    const std::lock_guard guard(mutex_);
    countdown_ = n;
    manner_ = manner;
    struck_ = false;
    dead_ = false;
  }
  void arm(int n, FaultKind kind) {
    strike(n, kind.for_ever ? Manner::refused_for_ever : kind.done ? Manner::answer_lost : Manner::refused);
  }
  void disarm() { strike(0, Manner::refused); }
  bool struck() const {
    const std::lock_guard guard(mutex_);
    return struck_;
  }
  /// Whether the process is gone: nothing is done any more until the plan is armed or disarmed.
  bool dead() const {
    const std::lock_guard guard(mutex_);
    return dead_;
  }

  /// Called after every effect on a disk, ours or the print house's, in the thread of the operation.
  std::function<void()> watch;

  /// Writes down every operation from now on.
  void record() {
    const std::lock_guard guard(mutex_);
    recording_ = true;
    recorded_.clear();
  }
  std::vector<Operation> recorded() const {
    const std::lock_guard guard(mutex_);
    return recorded_;
  }

  /// Counts the operation and judges it.
  Verdict judge(const Operation& operation) {
    const std::lock_guard guard(mutex_);
    if (dead_) return Verdict::dead;
    if (recording_) recorded_.push_back(operation);
    const bool now = countdown_ == 1;
    if (countdown_ > 0) --countdown_;
    if (!now) {
      const bool still = struck_ && manner_ == Manner::refused_for_ever && operation.realm == realm_;
      return still ? Verdict::refuse : Verdict::go;
    }
    struck_ = true;
    realm_ = operation.realm;
    dead_ = manner_ == Manner::crash || manner_ == Manner::torn_crash || manner_ == Manner::power_cut;
    return verdict_of(manner_);
  }

  /// Runs one operation under the plan.
  template <class T, class Whole>
  Result<T> run(const Operation& operation, ErrorKind kind, Whole whole, const Remains& remains = {}) {
    switch (judge(operation)) {
      case Verdict::go: {
        Result<T> outcome = whole();
        look(operation);
        return outcome;
      }
      case Verdict::lose_answer: (void)whole(); break;
      case Verdict::half: leave(remains.half); break;
      case Verdict::lose_unsynced: leave(remains.unsynced); break;
      case Verdict::refuse: leave(remains.refused); break;
      case Verdict::dead: return fail(kind, "the process is gone");
    }
    look(operation);
    return fail(kind, "a fault of the test");
  }

 private:
  static Verdict verdict_of(Manner manner) {
    switch (manner) {
      case Manner::refused:
      case Manner::refused_for_ever: return Verdict::refuse;
      case Manner::answer_lost: return Verdict::lose_answer;
      case Manner::torn_crash: return Verdict::half;
      case Manner::power_cut: return Verdict::lose_unsynced;
      case Manner::crash: break;
    }
    return Verdict::dead;
  }
  static void leave(const std::function<void()>& remains) {
    if (remains) remains();
  }
  void look(const Operation& operation) const {
    if (watch && operation.effect && operation.realm != Realm::store) watch();
  }

  mutable std::mutex mutex_;
  int countdown_ = 0;
  Manner manner_ = Manner::refused;
  Realm realm_ = Realm::disk;
  bool struck_ = false;
  bool dead_ = false;
  bool recording_ = false;
  std::vector<Operation> recorded_;
};

inline std::string_view name_of(Realm realm) {
  switch (realm) {
    case Realm::disk: return "disk";
    case Realm::store: return "store";
    case Realm::remote: return "print house";
    case Realm::database: return "database";
  }
  return "";
}

inline std::string_view name_of(Manner manner) {
  switch (manner) {
    case Manner::refused: return "error once";
    case Manner::answer_lost: return "answer lost";
    case Manner::refused_for_ever: return "error always";
    case Manner::crash: return "crash";
    case Manner::torn_crash: return "torn crash";
    case Manner::power_cut: return "power cut";
  }
  return "";
}

}  // namespace postproof::test
