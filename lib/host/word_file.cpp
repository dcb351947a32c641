// SPDX-License-Identifier: Apache-2.0
#include "host/word_file.hpp"

#include "base/check.hpp"
#include "host/fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace relctl::host {
namespace {

constexpr std::int64_t k_word_bytes = sizeof(double);
/// So many lie in memory, which most histories do not fill, and the file has the others.
constexpr std::int64_t k_near_words = 1024 * 1024;

auto not_kept() {
  return fail(ErrorKind::failed,
              fmt::format("the history cannot be kept in a temporary file: {}; make room, or point "
                          "TMPDIR elsewhere",
                          std::strerror(errno)));
}

class WordFile final : public ports::WordStore {
public:
  explicit WordFile(Fd file) : m_file(std::move(file)) {}

  Result<std::int64_t> append(std::span<const double> words) override {
    const std::int64_t position = m_end;
    const std::size_t near = count_near(position, words.size());
    if (near > 0)
      std::copy_n(words.begin(), near, m_near.get() + position);
    RELCTL_TRY(write(far_byte(position), std::as_bytes(words.subspan(near))));
    m_end += static_cast<std::int64_t>(words.size());
    return position;
  }

  void read(std::int64_t position, std::span<double> words) const override {
    const std::size_t near = count_near(position, words.size());
    if (near > 0)
      std::copy_n(m_near.get() + position, near, words.begin());
    const auto far = std::as_writable_bytes(words.subspan(near));
    if (far.empty())
      return;
    const ssize_t count = ::pread(m_file.number(), far.data(), far.size(), far_byte(position));
    RELCTL_CHECK(count == static_cast<ssize_t>(far.size())); // Ours alone, and written before.
  }

private:
  /// How many of `count` words lie in memory when the first is at `position`.
  static std::size_t count_near(std::int64_t position, std::size_t count) {
    const std::int64_t left = std::max<std::int64_t>(k_near_words - position, 0);
    return std::min(static_cast<std::size_t>(left), count);
  }
  /// Where in the file the first of them lies that does not lie in memory.
  static off_t far_byte(std::int64_t position) {
    return static_cast<off_t>(std::max<std::int64_t>(position - k_near_words, 0) * k_word_bytes);
  }

  Result<void> write(off_t from, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(m_file.number(), bytes.data(), bytes.size(), from);
      if (written < 0 && errno != EINTR)
        return not_kept();
      const auto done = static_cast<std::size_t>(std::max<ssize_t>(written, 0));
      bytes = bytes.subspan(done);
      from += static_cast<off_t>(done);
    }
    return {};
  }

  Fd m_file;
  /// Not filled in: what is never written takes no memory.
  std::unique_ptr<double[]> m_near{new double[k_near_words]};
  std::int64_t m_end = 0; ///< In words.
};

} // namespace

Result<std::unique_ptr<ports::WordStore>> open_word_file(const std::string& folder) {
  std::string name = folder + "/relctl-history-XXXXXX";
  Fd file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file)
    return not_kept();
  ::unlink(name.c_str());
  return std::unique_ptr<ports::WordStore>(std::make_unique<WordFile>(std::move(file)));
}

} // namespace relctl::host
