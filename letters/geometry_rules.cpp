#include "letters/geometry_rules.hpp"

#include <algorithm>
#include <array>

#include "letters/label.hpp"

namespace postproof::letters {

namespace {

constexpr double highest_panel = 105;  // a DL envelope is 110 high
constexpr double least_white_between = 2;
constexpr double least_code_width = 60;  // 16 pt
constexpr double least_code_height = 20;
constexpr double least_qr = 20;
constexpr double qr_white_share = 1.0 / 6;  // four modules of a symbol of 24
constexpr double least_address_width = 60;
constexpr double least_address_height = 24;

using Fault = std::optional<GeometryFault>;

Fault fault(const char* key, std::string reason) { return GeometryFault{key, std::move(reason)}; }

Area grown(const Area& area, double by) {
  return {area.x - by, area.y - by, area.width + 2 * by, area.height + 2 * by};
}

/// The fold mark stands at both folds.
bool meet(const Geometry& geometry, const AreaKey& a, const AreaKey& b) {
  return std::any_of(geometry.folds.begin(), geometry.folds.end(), [&](double fold) {
    Area first = geometry.*a.member;
    Area second = geometry.*b.member;
    if (a.member == &Geometry::fold_mark) first.y = fold - first.height / 2;
    if (b.member == &Geometry::fold_mark) second.y = fold - second.height / 2;
    return overlap(first, second);
  });
}

Fault check_panels(const Geometry& geometry) {
  const auto& [upper, lower] = geometry.folds;
  for (const double panel : {upper, lower - upper, geometry.page_height - lower}) {
    if (!(panel <= highest_panel)) return fault("folds", "a panel is higher than 105 mm and fits no DL envelope");
  }
  for (const auto& key : area_keys) {
    if (key.member == &Geometry::fold_mark) continue;
    const Area& area = geometry.*key.member;
    for (const double fold : geometry.folds) {
      const bool crosses = area.y < fold - area_tolerance_mm && area.bottom() > fold + area_tolerance_mm;
      if (crosses) return fault(key.name, "lies across a fold");
    }
  }
  if (geometry.window.bottom() > upper + area_tolerance_mm) return fault("window", "not on the upper panel");
  return {};
}

Fault check_frame(const Geometry& geometry) {
  const double frame = geometry.frame;
  const Area inner{frame, frame, geometry.page_width - 2 * frame, geometry.page_height - 2 * frame};
  for (const auto& key : area_keys) {
    if (!contains(inner, geometry.*key.member)) return fault(key.name, "outside the printable frame");
  }
  return {};
}

Fault check_window(const Geometry& geometry) {
  const Area& window = geometry.window;
  if (!contains(window, geometry.address)) return fault("address", "outside the window");
  if (!geometry.label_in_window) {
    const bool apart = !overlap(grown(window, least_white_between), geometry.label);
    return apart ? Fault{} : fault("label", "less than 2 mm beside the window");
  }
  if (!contains(window, geometry.label)) return fault("label", "outside the window");
  if (geometry.address.y - geometry.label.bottom() < least_white_between) {
    return fault("address", "less than 2 mm of white below the label");
  }
  return {};
}

/// Nothing but what belongs there may touch the window, and no two areas each other.
Fault check_overlaps(const Geometry& geometry) {
  const auto shown = [&](const AreaKey& key) {
    return key.member == &Geometry::address || (key.member == &Geometry::label && geometry.label_in_window);
  };
  for (std::size_t i = 0; i < area_keys.size(); ++i) {
    for (std::size_t j = i + 1; j < area_keys.size(); ++j) {
      const AreaKey& a = area_keys[i];
      const AreaKey& b = area_keys[j];
      const bool a_is_window = a.member == &Geometry::window;
      const bool b_is_window = b.member == &Geometry::window;
      if ((a_is_window && shown(b)) || (b_is_window && shown(a)) || !meet(geometry, a, b)) continue;
      if (a_is_window) return fault(b.name, "inside the window");
      if (b_is_window) return fault(a.name, "inside the window");
      return fault(a.name, std::string("overlaps ") + b.name);
    }
  }
  return {};
}

Fault check_code(const Geometry& geometry) {
  const Area& code = geometry.code;
  const auto& [upper, lower] = geometry.folds;
  if (code.y < upper || code.bottom() > lower) return fault("code", "not wholly on the middle panel");
  const Area behind{code.x, 2 * upper - code.bottom(), code.width, code.height};
  if (overlap(behind, geometry.window)) return fault("code", "behind the window when the sheet is folded");
  const double upper_reaches = 2 * upper;
  const double lower_reaches = 2 * lower - geometry.page_height;
  if (code.bottom() > upper_reaches || code.y < lower_reaches) {
    return fault("code", "not covered by the other panels when the sheet is folded");
  }
  return {};
}

Fault check_qr(const Geometry& geometry) {
  const Area& qr = geometry.qr;
  if (qr.width != qr.height) return fault("qr", "not a square");
  if (qr.width < least_qr) return fault("qr.width", "less than 20 mm");
  const Area quiet = grown(qr, qr.width * qr_white_share);
  for (const auto& key : area_keys) {
    if (key.member != &Geometry::qr && overlap(quiet, geometry.*key.member)) {
      return fault("qr", std::string("less than a sixth of its width from ") + key.name);
    }
  }
  return {};
}

Fault check_room(const Geometry& geometry) {
  const BarcodeMeasures& barcode = geometry.barcode;
  if (geometry.label.width < label_width_mm(barcode)) return fault("label.width", "too narrow for the barcode");
  if (geometry.label.height < label_height_mm(barcode)) return fault("label.height", "too low for the barcode");
  if (geometry.code.width < least_code_width) return fault("code.width", "less than 60 mm");
  if (geometry.code.height < least_code_height) return fault("code.height", "less than 20 mm");
  if (geometry.address.width < least_address_width) return fault("address.width", "less than 60 mm");
  if (geometry.address.height < least_address_height) return fault("address.height", "less than 24 mm");
  return {};
}

}  // namespace

std::optional<GeometryFault> geometry_fault(const Geometry& geometry) {
  for (const auto check : {check_frame, check_window, check_overlaps, check_panels, check_code, check_room, check_qr}) {
    if (auto found = check(geometry)) return found;
  }
  return std::nullopt;
}

}  // namespace postproof::letters
