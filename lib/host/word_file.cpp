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
    const auto bytes = std::as_bytes(words);
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t written =
          ::pwrite(m_file.number(), bytes.data() + done, bytes.size() - done,
                   static_cast<off_t>(m_end * k_word_bytes + static_cast<std::int64_t>(done)));
      if (written < 0 && errno != EINTR)
        return not_kept();
      done += static_cast<std::size_t>(std::max<ssize_t>(written, 0));
    }
    const std::int64_t position = m_end;
    m_end += static_cast<std::int64_t>(words.size());
    return position;
  }

  void read(std::int64_t position, std::span<double> words) const override {
    const auto bytes = static_cast<ssize_t>(words.size_bytes());
    const ssize_t count = ::pread(m_file.number(), words.data(), words.size_bytes(),
                                  static_cast<off_t>(position * k_word_bytes));
    RELCTL_CHECK(count == bytes); // The file is ours alone and was written before.
  }

private:
  Fd m_file;
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
