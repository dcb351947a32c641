// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace relctl::reader {

/// A software bill of materials, as far as it is looked at.
struct SbomFacts {
  std::string format; ///< `CycloneDX 1.5`, `SPDX-2.3`
  std::size_t components = 0;
};

/// Reads CycloneDX (https://cyclonedx.org/docs/1.5/json/: `bomFormat`, `components` with `name`) or
/// SPDX (https://spdx.github.io/spdx-spec/v2.3/: `spdxVersion`, `packages` with `name`), both as
/// JSON. Refuses one that names no component, or one without its name.
[[nodiscard]] Result<SbomFacts> read_sbom(const std::string& json);

} // namespace relctl::reader
