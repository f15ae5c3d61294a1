#pragma once

#include "batches/night.hpp"

namespace postproof::batches {

/// Whether certificates and keys of the night are usable now: called first in every run, before anything is sealed or
/// rendered. With an error (key_unusable) an alarm "certificate_unusable" says what to do; it is closed when all is
/// well again.
Result<void> check_before_sealing(const Night& night, Instant now);

/// Whether the batch may be rendered with the night's sealer: the certificate must be the one it was sealed for.
/// data_corrupt otherwise (the caller holds the batch).
Result<void> check_recipient_of(const Night& night, const Batch& batch);

}  // namespace postproof::batches
