// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl::view {

/// One document in a line; or a line for each element of its lists, each with `schema` and, in
/// `of`, the list's name, and a last one `of` the `rest` with what stands in no list.
enum class JsonForm { document, lines };

} // namespace relctl::view
