// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

/// Every mutant of every comparison in one program: mutants.py writes `a < At{7} < b` where the
/// source says `a < b`, which binds as the source does. RELCTL_MUTANT says which of them is on;
/// with 7 it is the first other operator, with 8 the second, else it compares as the source says.
namespace relctl::mutants {

struct At {
  int first;
};

template <class L>
struct Left {
  const L& value;
  int which;
};

inline int on() {
  static const int number = [] {
    const char* text = std::getenv("RELCTL_MUTANT");
    return text != nullptr ? std::atoi(text) : 0;
  }();
  return number;
}

[[noreturn]] inline void does_not_compile() {
  std::puts("does not compile");
  std::_Exit(77);
}

#define RELCTL_COMPARE(OP)                                                                         \
  [&] {                                                                                            \
    if constexpr (requires { static_cast<bool>(left.value OP right); })                            \
      return static_cast<bool>(left.value OP right);                                               \
    else                                                                                           \
      does_not_compile();                                                                          \
    return false;                                                                                  \
  }()

#define RELCTL_COMPARISON(OP, FIRST, SECOND)                                                       \
  template <class L>                                                                               \
  Left<L> operator OP(const L& left, At at) {                                                      \
    return {left, on() - at.first};                                                                \
  }                                                                                                \
  template <class L, class R>                                                                      \
  bool operator OP(Left<L> left, const R& right) {                                                 \
    return left.which == 0   ? RELCTL_COMPARE(FIRST)                                               \
           : left.which == 1 ? RELCTL_COMPARE(SECOND)                                              \
                             : RELCTL_COMPARE(OP);                                                 \
  }

// In the order of mutants.py's OTHERS; an equality has one other, so that no number is its second.
RELCTL_COMPARISON(>, >=, <=)
RELCTL_COMPARISON(>=, >, <)
RELCTL_COMPARISON(<, <=, >=)
RELCTL_COMPARISON(<=, <, >)
#undef RELCTL_COMPARISON

#define RELCTL_EQUALITY(OP, OTHER)                                                                 \
  template <class L>                                                                               \
  Left<L> operator OP(const L& left, At at) {                                                      \
    return {left, on() - at.first};                                                                \
  }                                                                                                \
  template <class L, class R>                                                                      \
  bool operator OP(Left<L> left, const R& right) {                                                 \
    return left.which == 0 ? RELCTL_COMPARE(OTHER) : RELCTL_COMPARE(OP);                           \
  }

RELCTL_EQUALITY(==, !=)
RELCTL_EQUALITY(!=, ==)
#undef RELCTL_EQUALITY
#undef RELCTL_COMPARE

} // namespace relctl::mutants
