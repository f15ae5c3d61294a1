#pragma once

#include <memory>
#include <string_view>

#include "app/config.hpp"
#include "batches/acknowledgement.hpp"
#include "batches/file_sealer.hpp"
#include "batches/manifest_signer.hpp"
#include "core/entropy.hpp"
#include "core/files.hpp"

namespace postproof::app {

// Certificates and signing keys of a data folder, as its configuration names them.

/// What seals the files of a night, by batch.encryption. For a configuration whose keys for the night are filled in. A
/// certificate that cannot be used is told when a run begins. Borrows `files`.
std::unique_ptr<batches::FileSealer> make_sealer(const Config& config, const Files& files);

/// What signs manifests. key_unusable naming file and key of the configuration if one of the two is missing, wrong or
/// readable by others.
Result<std::unique_ptr<batches::ManifestSigner>> load_signer(const Config& config, const Files& files);

/// Whose signatures of acknowledgements count. configuration_invalid naming the keys to fill in; key_unusable if the
/// certificate is not the pinned one.
Result<batches::AckTrust> load_ack_trust(const Config& config, const Files& files);

/// The certificate of the signing key, in PEM and by its SHA-256 in hexadecimal.
struct SigningCertificate {
  std::string pem;
  std::string sha256;
};
Result<SigningCertificate> load_signing_certificate(const Config& config, const Files& files);

/// Makes signing key and certificate (mode 0600) under the names of the configuration. state_conflict if one of them is
/// there: nothing is overwritten.
Result<void> make_signing_key(const Config& config, Files& files, Entropy& entropy);

/// Makes keys/demo-printhouse.key and .crt (mode 0600), the print house of the demo, and names them in `config`.
Result<void> make_demo_print_house(Config& config, Files& files, Entropy& entropy);

}  // namespace postproof::app
