// SPDX-License-Identifier: Apache-2.0
#include "cli/note_files.hpp"

#include "audit/signed_note.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "host/secret_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

namespace relctl::cli {

Result<std::string> read_line_of(const std::string& path) {
  return host::read_secret_file(path);
}

Result<std::string> read_private_line_of(const std::string& path) {
  RELCTL_TRY_ASSIGN(std::string line, read_line_of(path));
  if (audit::parse_note_verifier(line))
    return fail(ErrorKind::usage, fmt::format("{} holds a public key, not a private one: it "
                                              "verifies, and signs nothing",
                                              one_line(path)));
  struct stat file {};
  if (::stat(path.c_str(), &file) == 0 && (file.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(ErrorKind::refused, fmt::format("{0} holds a private key that others may read: "
                                                "`chmod 600 {1}`, or make a new one",
                                                one_line(path), shell_word(path)));
  return line;
}

Result<std::string> read_note(const std::string& path) {
  constexpr std::size_t k_note_max = 64 * 1024;
  std::ifstream in(path, std::ios::binary);
  std::string text(k_note_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.gcount() == 0 || in.bad())
    return fail(ErrorKind::usage, one_line(path) + " cannot be read, or is empty");
  if (static_cast<std::size_t>(in.gcount()) > k_note_max)
    return fail(ErrorKind::usage, one_line(path) + " is longer than 64 KiB and no checkpoint");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

} // namespace relctl::cli
