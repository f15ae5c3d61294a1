#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/order_csv.hpp"
#include "orders/place_order.hpp"

namespace postproof::app {

namespace {

constexpr std::size_t lines_a_transaction = 500;

/// Whether an error belongs to its line (refused, told, gone on) or ends the import.
bool is_of_the_line(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::validation_failed:
    case ErrorKind::ordering_disabled:
    case ErrorKind::account_not_standard:
    case ErrorKind::account_already_confirmed:
    case ErrorKind::letter_already_pending:
    case ErrorKind::reorder_too_early:
    case ErrorKind::order_limit_reached:
    case ErrorKind::track_numbers_exhausted:
    case ErrorKind::request_id_reused: return true;
    default: return false;
  }
}

struct Checked {
  std::int64_t line = 0;
  orders::ImportedOrder order;
};

class Import {
 public:
  Import(House& house, const orders::AddressChecks& checks, const CommandContext& context)
      : house_(house), checks_(checks), context_(context) {}

  Result<void> run(const std::vector<OrderLine>& lines) {
    ProgressLine progress(context_.quiet);
    std::vector<Checked> group;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      PP_TRYV(check(lines[i], group));
      if (group.size() < lines_a_transaction && i + 1 < lines.size()) continue;
      PP_TRYV(place(group));
      group.clear();
      progress.show(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(lines.size()), "lines read");
    }
    return success();
  }

  std::int64_t placed = 0;
  std::int64_t already = 0;
  std::int64_t rejected = 0;
  std::vector<RejectedLine> rejections;

 private:
  void reject(std::int64_t line, const std::string& request_id, std::vector<FieldError> errors) {
    ++rejected;
    for (FieldError& error : errors) rejections.push_back(RejectedLine{line, request_id, std::move(error)});
  }

  Result<void> check(const OrderLine& line, std::vector<Checked>& group) {
    if (line.fault) {
      reject(line.line, line.request_id, {*line.fault});
      return success();
    }
    auto order = orders::check_order(line.form, checks_, orders::FieldNaming::csv_column);
    if (!order) {
      reject(line.line, line.request_id, order.error().fields);
      return success();
    }
    PP_TRY(Bytes hash, house_.content_hash(order.value()));
    group.push_back(Checked{line.line, {RequestId{line.request_id}, std::move(order.value()), std::move(hash)}});
    return success();
  }

  /// One durable transaction for a group of lines; a refused line writes nothing, a failure of the store ends it all.
  Result<void> place(const std::vector<Checked>& group) {
    if (group.empty()) return success();
    const Instant now = house_.now();
    std::int64_t fresh = 0;
    std::int64_t known = 0;
    std::vector<std::pair<const Checked*, Error>> refused;
    PP_TRYV(house_.database().run(now, [&](orders::Transaction& transaction) -> Result<void> {
      for (const Checked& one : group) {
        auto outcome =
            orders::place_imported(transaction, one.order, house_.rules(), now, house_.entropy(), context_.actor);
        if (!outcome && !is_of_the_line(outcome.error().kind)) return outcome.error();
        if (!outcome) {
          refused.emplace_back(&one, outcome.error());
        } else {
          ++(outcome.value() == orders::ImportOutcome::placed ? fresh : known);
        }
      }
      return success();
    }));
    placed += fresh;
    already += known;
    for (const auto& [one, error] : refused) {
      reject(one->line, one->order.request_id.str(), {FieldError{"", std::string(code_of(error.kind)), error.detail}});
    }
    return success();
  }

  House& house_;
  const orders::AddressChecks& checks_;
  const CommandContext& context_;
};

Path rejected_file_of(const Path& file) {
  Path name = file;
  if (name.extension() == ".csv") name.replace_extension();
  name += ".rejected.csv";
  return name;
}

Result<void> write_rejections(House& house, const Path& file, const std::vector<RejectedLine>& rejections) {
  const Path target = rejected_file_of(file);
  if (rejections.empty()) return house.files().remove_all(target);
  const Path temporary = target.string() + ".tmp";
  PP_TRYV(house.files().write_synced(temporary, bytes_of(write_rejected_csv(rejections))));
  return house.files().rename_over(temporary, target);
}

}  // namespace

Result<Answer> run_orders_import(const CommandContext& context, const std::string& file) {
  PP_TRY(const auto house, context.open());
  PP_TRY(const auto ranges, house->database().desk().ranges());
  if (ranges.empty()) {
    return fail(ErrorKind::configuration_invalid,
                "there are no track numbers yet; add a range from the post with 'postproof ranges add FIRST COUNT'");
  }
  PP_TRY(const orders::AddressChecks* checks, house->order_checks());
  PP_TRY(const std::vector<OrderLine> lines, read_order_csv(file, house->files()));
  Import import(*house, *checks, context);
  const Result<void> run = import.run(lines);
  PP_TRYV(write_rejections(*house, file, import.rejections));
  PP_TRYV(run);
  Answer answer;
  answer.json = {{"placed", import.placed}, {"already", import.already}, {"rejected", import.rejected}};
  answer.text = fmt::format("{} placed, {} already there, {} rejected", import.placed, import.already, import.rejected);
  if (import.rejected > 0) {
    answer.text += fmt::format("; the rejected lines are in {}", rejected_file_of(file).string());
    answer.status = exit_person_needed;
  }
  return answer;
}

}  // namespace postproof::app
