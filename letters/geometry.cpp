#include "letters/geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "core/strict_json.hpp"
#include "letters/label.hpp"

namespace postproof::letters {

namespace {

namespace json = boost::json;

constexpr double a4_width = 210;
constexpr double a4_height = 297;
constexpr double least_frame = 5;
constexpr double least_white_between = 2;
constexpr double least_code_width = 60;  // 16 pt
constexpr double least_code_height = 20;
constexpr double least_qr = 20;
constexpr double least_address_width = 60;
constexpr double least_address_height = 24;

/// The keys that are areas.
struct AreaKey {
  const char* name;
  Area Geometry::*member;
};
constexpr std::array<AreaKey, 12> area_keys = {{{"fold_mark", &Geometry::fold_mark},
                                                {"window", &Geometry::window},
                                                {"label", &Geometry::label},
                                                {"address", &Geometry::address},
                                                {"sender", &Geometry::sender},
                                                {"intro", &Geometry::intro},
                                                {"code", &Geometry::code},
                                                {"deadline", &Geometry::deadline},
                                                {"body", &Geometry::body},
                                                {"qr", &Geometry::qr},
                                                {"qr_caption", &Geometry::qr_caption},
                                                {"footer", &Geometry::footer}}};

/// Reads the document key by key, then checks the whole; the first error wins.
class GeometryReader {
 public:
  explicit GeometryReader(std::string_view name) : name_(name) {}

  Result<Geometry> read(std::string_view text) {
    auto document = parse_strict_json(text);
    if (!document) return refuse("", document.error().detail);
    if (!document.value().is_object()) return refuse("", "an object is wanted");
    const json::object& root = document.value().get_object();
    PP_TRYV(check_keys(root, "",
                       {"page_width", "page_height", "frame", "folds", "fold_mark", "window", "label", "address",
                        "sender", "intro", "code", "deadline", "body", "qr", "qr_caption", "footer", "barcode"}));
    PP_TRYV(read_number(root, "", "page_width", a4_width, a4_width, result_.page_width));
    PP_TRYV(read_number(root, "", "page_height", a4_height, a4_height, result_.page_height));
    PP_TRYV(read_number(root, "", "frame", least_frame, 20, result_.frame));
    PP_TRYV(read_folds(root));
    PP_TRYV(read_fold_mark(root));
    PP_TRYV(read_areas(root));
    PP_TRYV(read_barcode(root));
    PP_TRYV(check_frame());
    PP_TRYV(check_window());
    PP_TRYV(check_overlaps());
    PP_TRYV(check_code());
    PP_TRYV(check_sizes());
    return result_;
  }

 private:
  Error refuse(std::string_view key, std::string_view reason) const {
    std::string detail = name_ + ": ";
    if (!key.empty()) detail.append(key).append(": ");
    return error(ErrorKind::file_invalid, detail.append(reason));
  }

  Result<void> check_keys(const json::object& object, const std::string& parent,
                          const std::set<std::string_view>& known) const {
    for (const auto& entry : object) {
      if (!known.contains(entry.key())) return refuse(parent + std::string(entry.key()), "unknown key");
    }
    for (const auto key : known) {
      if (!object.contains(key)) return refuse(parent + std::string(key), "missing");
    }
    return success();
  }

  Result<void> read_number(const json::object& object, const std::string& parent, const char* key, double least,
                           double most, double& out) const {
    const json::value& value = object.at(key);
    if (!value.is_number()) return refuse(parent + key, "a number is wanted");
    out = value.to_number<double>();
    if (!(out >= least && out <= most)) {
      return refuse(parent + key, "out of the range " + plain(least) + " to " + plain(most));
    }
    return success();
  }

  static std::string plain(double number) {
    std::string text = std::to_string(number);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
  }

  Result<void> read_folds(const json::object& root) {
    const json::value& folds = root.at("folds");
    if (!folds.is_array() || folds.get_array().size() != 2) return refuse("folds", "two numbers are wanted");
    for (std::size_t i = 0; i < 2; ++i) {
      const json::value& fold = folds.get_array()[i];
      if (!fold.is_number()) return refuse("folds", "two numbers are wanted");
      result_.folds[i] = fold.to_number<double>();
    }
    if (result_.folds[0] < 50 || result_.folds[1] < result_.folds[0] + 50 || result_.folds[1] > a4_height - 50) {
      return refuse("folds", "the panels are narrower than 50 mm, or out of order");
    }
    return success();
  }

  Result<void> read_fold_mark(const json::object& root) {
    const json::value& value = root.at("fold_mark");
    if (!value.is_object()) return refuse("fold_mark", "an object with x, width, height is wanted");
    const json::object& object = value.get_object();
    PP_TRYV(check_keys(object, "fold_mark.", {"x", "width", "height"}));
    Area& mark = result_.fold_mark;
    PP_TRYV(read_number(object, "fold_mark.", "x", 0, a4_width, mark.x));
    PP_TRYV(read_number(object, "fold_mark.", "width", 1, 10, mark.width));
    PP_TRYV(read_number(object, "fold_mark.", "height", 0.1, 1, mark.height));
    mark.y = result_.folds[0] - mark.height / 2;
    return success();
  }

  Result<void> read_areas(const json::object& root) {
    for (const auto& key : area_keys) {
      if (key.member == &Geometry::fold_mark) continue;
      const json::value& value = root.at(key.name);
      if (!value.is_object()) return refuse(key.name, "an object with x, y, width, height is wanted");
      const std::string parent = std::string(key.name) + ".";
      const json::object& object = value.get_object();
      PP_TRYV(check_keys(object, parent, {"x", "y", "width", "height"}));
      Area& area = result_.*key.member;
      PP_TRYV(read_number(object, parent, "x", 0, a4_width, area.x));
      PP_TRYV(read_number(object, parent, "y", 0, a4_height, area.y));
      PP_TRYV(read_number(object, parent, "width", 0.1, a4_width, area.width));
      PP_TRYV(read_number(object, parent, "height", 0.1, a4_height, area.height));
    }
    return success();
  }

  Result<void> read_barcode(const json::object& root) {
    const json::value& value = root.at("barcode");
    if (!value.is_object()) return refuse("barcode", "an object is wanted");
    const json::object& object = value.get_object();
    PP_TRYV(check_keys(object, "barcode.", {"module", "height", "quiet_modules"}));
    PP_TRYV(read_number(object, "barcode.", "module", 0.33, 0.6, result_.barcode.module_mm));
    PP_TRYV(read_number(object, "barcode.", "height", 10, 20, result_.barcode.height_mm));
    return read_number(object, "barcode.", "quiet_modules", 10, 30, result_.barcode.quiet_modules);
  }

  Result<void> check_frame() const {
    const double frame = result_.frame;
    const Area inner{frame, frame, result_.page_width - 2 * frame, result_.page_height - 2 * frame};
    for (const auto& key : area_keys) {
      if (!contains(inner, result_.*key.member)) return refuse(key.name, "outside the printable frame");
    }
    return success();
  }

  Result<void> check_window() const {
    for (const char* name : {"label", "address"}) {
      if (!contains(result_.window, area(name))) return refuse(name, "outside the window");
    }
    const double white = result_.address.y - result_.label.bottom();
    if (white < least_white_between) return refuse("address", "less than 2 mm of white below the label");
    const double above = std::max(result_.window.bottom(), result_.sender.bottom());
    if (result_.intro.y < above + least_white_between) return refuse("intro", "less than 2 mm below window and sender");
    if (result_.window.bottom() > result_.folds[0]) return refuse("window", "reaches over the upper fold");
    return success();
  }

  /// Nothing but label and address may touch the window, and no two areas each other.
  Result<void> check_overlaps() const {
    for (const auto& a : area_keys) {
      const bool in_window = a.member == &Geometry::label || a.member == &Geometry::address;
      for (const auto& b : area_keys) {
        if (a.member == b.member || (in_window && b.member == &Geometry::window)) continue;
        if (b.member == &Geometry::label || b.member == &Geometry::address) {
          if (a.member == &Geometry::window) continue;
        }
        if (!meets(a, b)) continue;
        if (a.member == &Geometry::window) return refuse(b.name, "inside the window");
        if (b.member == &Geometry::window) return refuse(a.name, "inside the window");
        return refuse(a.name, std::string("overlaps ") + b.name);
      }
    }
    return success();
  }

  /// A fold mark stands at both folds.
  bool meets(const AreaKey& a, const AreaKey& b) const {
    for (const double fold : result_.folds) {
      Area first = result_.*a.member;
      Area second = result_.*b.member;
      if (a.member == &Geometry::fold_mark) first.y = fold - first.height / 2;
      if (b.member == &Geometry::fold_mark) second.y = fold - second.height / 2;
      if (overlap(first, second)) return true;
    }
    return false;
  }

  Result<void> check_code() const {
    const Area& code = result_.code;
    const double fold = result_.folds[0];
    if (code.y < fold || code.bottom() > result_.folds[1]) return refuse("code", "not wholly on the middle panel");
    const Area behind{code.x, 2 * fold - code.bottom(), code.width, code.height};
    if (overlap(behind, result_.window)) return refuse("code", "behind the window when the sheet is folded");
    return success();
  }

  Result<void> check_sizes() const {
    const BarcodeMeasures& barcode = result_.barcode;
    if (result_.label.width < label_width_mm(barcode)) return refuse("label.width", "too narrow for the barcode");
    if (result_.label.height < label_height_mm(barcode)) return refuse("label.height", "too low for the barcode");
    if (result_.address.width < least_address_width) return refuse("address.width", "less than 60 mm");
    if (result_.address.height < least_address_height) return refuse("address.height", "less than 24 mm");
    if (result_.code.width < least_code_width) return refuse("code.width", "less than 60 mm, too narrow for 16 pt");
    if (result_.code.height < least_code_height) return refuse("code.height", "less than 20 mm");
    if (result_.qr.width != result_.qr.height) return refuse("qr", "not a square");
    if (result_.qr.width < least_qr) return refuse("qr.width", "less than 20 mm");
    return success();
  }

  const Area& area(std::string_view name) const { return name == "label" ? result_.label : result_.address; }

  std::string name_;
  Geometry result_;
};

}  // namespace

Result<Geometry> parse_geometry(std::string_view json_text, std::string_view name) {
  return GeometryReader(name).read(json_text);
}

}  // namespace postproof::letters
