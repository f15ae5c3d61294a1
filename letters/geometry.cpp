#include "letters/geometry.hpp"

#include <array>
#include <set>
#include <string>

#include <boost/json/object.hpp>

#include "core/strict_json.hpp"
#include "letters/geometry_rules.hpp"

namespace postproof::letters {

namespace {

namespace json = boost::json;

constexpr double a4_width = 210;
constexpr double a4_height = 297;
constexpr double least_frame = 5;

/// Reads the document key by key, then checks the whole; the first error wins.
class GeometryReader {
 public:
  explicit GeometryReader(std::string_view name) : name_(name) {}

  Result<Geometry> read(std::string_view text) {
    auto document = parse_strict_json(text);
    if (!document) return refuse("", document.error().detail);
    if (!document.value().is_object()) return refuse("", "an object is wanted");
    const json::object& root = document.value().get_object();
    PP_TRYV(check_keys(root, "", all_keys()));
    PP_TRYV(read_number(root, "", "page_width", a4_width, a4_width, result_.page_width));
    PP_TRYV(read_number(root, "", "page_height", a4_height, a4_height, result_.page_height));
    PP_TRYV(read_number(root, "", "frame", least_frame, 20, result_.frame));
    PP_TRYV(read_folds(root));
    PP_TRYV(read_fold_mark(root));
    PP_TRYV(read_areas(root));
    PP_TRYV(read_barcode(root));
    PP_TRYV(read_flag(root, "label_in_window", result_.label_in_window));
    PP_TRYV(read_fold(root));
    if (const auto found = geometry_fault(result_)) return refuse(found->key, found->reason);
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

  static std::set<std::string_view> all_keys() {
    std::set<std::string_view> keys = {"page_width", "page_height",     "frame",  "fold",
                                       "folds",      "label_in_window", "barcode"};
    for (const auto& key : area_keys) keys.insert(key.name);
    return keys;
  }

  Result<void> read_flag(const json::object& object, const char* key, bool& out) const {
    const json::value& value = object.at(key);
    if (!value.is_bool()) return refuse(key, "true or false is wanted");
    out = value.get_bool();
    return success();
  }

  /// With the address outside, Z is the one fold that keeps the printed side of the middle panel inside.
  Result<void> read_fold(const json::object& root) const {
    const json::value& fold = root.at("fold");
    if (fold.is_string() && fold.get_string() == "Z") return success();
    return refuse("fold", "only \"Z\" hides the code: in C the middle panel is the back of the folded sheet");
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

  std::string name_;
  Geometry result_;
};

}  // namespace

Result<Geometry> parse_geometry(std::string_view json_text, std::string_view name) {
  return GeometryReader(name).read(json_text);
}

}  // namespace postproof::letters
