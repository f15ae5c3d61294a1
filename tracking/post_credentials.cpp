#include "tracking/post_credentials.hpp"

#include <utility>

#include "tracking/soap_document.hpp"

namespace postproof::tracking {

namespace {

bool can_be_sent(const Secret& secret) {
  constexpr std::size_t most_bytes = 128;
  return !secret.empty() && secret.size() <= most_bytes && is_xml_text(secret.expose_text());
}

}  // namespace

Result<PostCredentials> make_post_credentials(Secret login, Secret password) {
  if (!can_be_sent(login)) {
    return fail(ErrorKind::configuration_invalid, "The login for the post must be 1 to 128 bytes of plain UTF-8 text.");
  }
  if (!can_be_sent(password)) {
    return fail(ErrorKind::configuration_invalid,
                "The password for the post must be 1 to 128 bytes of plain UTF-8 text.");
  }
  return PostCredentials{std::move(login), std::move(password)};
}

}  // namespace postproof::tracking
