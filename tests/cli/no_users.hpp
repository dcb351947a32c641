// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl::test {

/// How a program ends that looks up a user with no_users.cpp loaded before it.
inline constexpr int k_asked_for_users = 99;

} // namespace relctl::test
