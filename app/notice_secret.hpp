#pragma once

#include "core/files.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace postproof::app {

/// The key with which notices are signed: the decoded bytes of the file's one line "whsec_<base64>" (Standard
/// Webhooks), 16 to 128 of them. configuration_invalid naming the file, never what is in it.
Result<Secret> load_notice_secret(const Path& file, const Files& files);

}  // namespace postproof::app
