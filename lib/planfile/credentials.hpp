// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/source.hpp"
#include "planfile/draft.hpp"
#include "planfile/map_reader.hpp"

#include <string_view>

namespace relctl::planfile {

/// Reads basic, bearer_token_file and ca_file. A password written into the plan is refused; one
/// from the environment becomes a secret of the draft.
void read_credentials(MapReader& map, plan::Credentials& credentials, Draft& draft);

/// Whether a header by this name carries a secret: Authorization, Cookie, or a name of which a word
/// is token, secret, key, password, auth, credential, session or signature; not Idempotency-Key.
[[nodiscard]] bool is_secret_header(std::string_view name);

/// One header of a request; its value may hold `${ENV}`. A secret header without one, or with a
/// default, is a mistake, and so is a value of several lines.
void read_header(const NamedField& header, plan::Credentials& credentials, Draft& draft);

} // namespace relctl::planfile
