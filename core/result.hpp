#pragma once

#include <utility>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include "core/error.hpp"

namespace postproof {

/// A value or the Error that stands in its place. Reading the value of a failed result is a bug and stops the process.
template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

/// The good outcome of a Result<void>.
inline auto success() { return boost::outcome_v2::success(); }

/// `return fail(ErrorKind::..., "...")` from any function that returns a Result.
inline Error fail(ErrorKind kind, std::string detail) { return error(kind, std::move(detail)); }

}  // namespace postproof

/// PP_TRY(auto x, expression): x is the value, or the enclosing function returns the error. PP_TRYV(expression) for
/// a result without a value.
#define PP_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
#define PP_TRYV(...) BOOST_OUTCOME_TRYV(__VA_ARGS__)
