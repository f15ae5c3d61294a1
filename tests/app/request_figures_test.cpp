#include "app/request_figures.hpp"

#include <thread>

#include <catch2/catch.hpp>

#include "api/routes.hpp"

using namespace postproof;
using app::RequestFigures;
using std::chrono::microseconds;

namespace {

std::uint64_t of_status(const RequestFigures::RouteFigures& route, int status) {
  return route.statuses[static_cast<std::size_t>(status - RequestFigures::least_status)];
}

}  // namespace

TEST_CASE("answers are counted by the route of the table and by status") {
  RequestFigures figures;
  const api::Route& first = api::all_routes().front();
  figures.answered({&first, 201, microseconds{10}});
  figures.answered({&first, 201, microseconds{20}});
  figures.answered({&first, 422, microseconds{30}});
  figures.answered({nullptr, 404, microseconds{1}});
  const auto& counted = figures.routes().front();
  CHECK(counted.pattern == first.pattern);
  CHECK(counted.method == first.method);
  CHECK(of_status(counted, 201) == 2);
  CHECK(of_status(counted, 422) == 1);
  CHECK(counted.microseconds == 60);
  CHECK(of_status(figures.routes().back(), 404) == 1);
  CHECK(figures.routes().back().pattern.empty());
  CHECK(figures.routes().size() == api::all_routes().size() + 1);
}

TEST_CASE("a time belongs to the class whose bound it reaches exactly, and to the next beyond it") {
  RequestFigures figures;
  const api::Route& route = api::all_routes().front();
  figures.answered({&route, 200, microseconds{0}});
  figures.answered({&route, 200, microseconds{500}});
  figures.answered({&route, 200, microseconds{501}});
  figures.answered({&route, 200, std::chrono::hours{1}});
  const auto& times = figures.routes().front().times;
  CHECK(times[0] == 2);
  CHECK(times[1] == 1);
  CHECK(times.back() == 1);
}

TEST_CASE("many threads count together") {
  RequestFigures figures;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10'000; ++i) figures.answered({&api::all_routes().front(), 200, microseconds{1}});
      });
    }
  }
  CHECK(of_status(figures.routes().front(), 200) == 40'000);
}
