#include "store/schema_steps.hpp"

namespace postproof::store {

const char* const schema_of_offices_and_notices = "";

}  // namespace postproof::store
