#include "store/schema_steps.hpp"

namespace postproof::store {

const char* const schema_of_tracking = "";

}  // namespace postproof::store
