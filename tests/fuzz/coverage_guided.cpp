// SPDX-License-Identifier: Apache-2.0
// The entry of a libFuzzer program: https://llvm.org/docs/LibFuzzer.html. It holds one target.
#include "fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// A failed RELCTL_CHECK ends with _Exit(70), of which libFuzzer would not hear; the linker sends
// the call here (--wrap). libFuzzer itself ends in this way, too.
extern "C" [[noreturn]] void __real__Exit(int code);
extern "C" [[noreturn]] void __wrap__Exit(int code) {
  if (code == 70)
    std::abort();
  __real__Exit(code);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const relctl::fuzz::Target target = relctl::fuzz::targets().at(0);
  target.run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
