#include "api/backend.hpp"

namespace postproof::api {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::portal: return "portal";
    case Role::post: return "post";
    case Role::operator_role: return "operator";
    case Role::auditor: return "auditor";
  }
  return "portal";
}

std::optional<Role> role_of(std::string_view name) {
  for (const Role role : {Role::portal, Role::post, Role::operator_role, Role::auditor}) {
    if (name == name_of(role)) return role;
  }
  return std::nullopt;
}

}  // namespace postproof::api
