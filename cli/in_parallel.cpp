// SPDX-License-Identifier: Apache-2.0
#include "cli/in_parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace relctl::cli {

void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr thrown;
  std::mutex thrown_mutex;
  const auto work_on = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++)
        work(i);
    } catch (...) {
      next = count;
      const std::lock_guard<std::mutex> guard(thrown_mutex);
      thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (int i = 1; i < threads && std::cmp_less(i, count); ++i)
        others.emplace_back(work_on);
    } catch (const std::system_error&) {
      // As many as there are do the work.
    }
    work_on();
  }
  if (thrown)
    std::rethrow_exception(thrown);
}

} // namespace relctl::cli
