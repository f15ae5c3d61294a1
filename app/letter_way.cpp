#include "app/letter_way.hpp"

#include "app/shapes.hpp"
#include "app/sweep.hpp"

namespace postproof::app {

Result<api::TrackingView> letter_way(House& house, const TrackNumber& number, bool english) {
  PP_TRY(const auto way, house.database().desk().way(number));
  if (!way) return fail(ErrorKind::track_number_not_found, "this number is none of ours");
  api::TrackingView view = tracking_view(*way, poll_settings(house.config()).rules, house.now(), house.zone(), english);
  for (api::TrackingEventView& event : view.events) {
    if (!event.place.empty() || event.index.empty()) continue;
    PP_TRY(const auto office, house.database().offices().find(event.index));
    if (office) event.place = office->name;
  }
  return view;
}

}  // namespace postproof::app
