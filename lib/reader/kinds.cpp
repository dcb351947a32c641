// SPDX-License-Identifier: Apache-2.0
#include "reader/kinds.hpp"

#include <array>

namespace relctl::reader {
namespace {

struct NamedKind {
  const char* name;
  Kind kind;
};

constexpr std::array k_kinds = {
    NamedKind{"artifact", check_artifact},
    NamedKind{"compile", compile_jq},
    NamedKind{"jq", answer_jq},
    NamedKind{"postgres", answer_postgres},
    NamedKind{"reconcile", reconcile_rows},
    NamedKind{"sqlite", answer_sqlite},
    NamedKind{"suite", run_suite_kind},
};

} // namespace

Kind find_kind(const std::string& name) {
  for (const NamedKind& known : k_kinds)
    if (name == known.name)
      return known.kind;
  return nullptr;
}

} // namespace relctl::reader
