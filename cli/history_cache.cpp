// SPDX-License-Identifier: Apache-2.0
#include "cli/history_cache.hpp"

#include "base/sha256.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace relctl::cli {

namespace fs = std::filesystem;

namespace {

/// What a file ends with: a disk, or a power cut, may have left less of it, or something else. What
/// is not whole is asked for again, so that nothing waits for the disk.
std::string seal_of(std::string_view body) {
  return "\n" + sha256_hex(body) + "\n";
}

bool write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written <= 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

} // namespace

std::string HistoryCache::path_of(const ports::HttpRequest& request) const {
  // Headers and the user may say whose data it is that one address answers with. Passwords and
  // tokens are left out: they change, and prove only who asks.
  std::string asked = request.method + "\n" + request.url + "\n" + request.body + "\n" +
                      request.credentials.username + "\n" + request.credentials.bearer_token_file;
  for (const auto& [name, value] : request.headers)
    asked += "\n" + name + ": " + value;
  for (const auto& [name, value] : request.credentials.headers)
    asked += "\n" + name + ": " + value;
  return m_folder + "/" + sha256_hex(asked) + ".json";
}

std::optional<std::string> HistoryCache::find(const ports::HttpRequest& request) const {
  if (m_folder.empty())
    return std::nullopt;
  std::ifstream file(path_of(request), std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0)
    return std::nullopt;
  std::string body(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(body.data(), size))
    return std::nullopt;
  const std::size_t seal_bytes = seal_of("").size();
  if (body.size() < seal_bytes)
    return std::nullopt;
  const std::string seal = body.substr(body.size() - seal_bytes);
  body.resize(body.size() - seal_bytes);
  return seal == seal_of(body) ? std::optional(std::move(body)) : std::nullopt;
}

void HistoryCache::keep(const ports::HttpRequest& request, const std::string& body) const {
  if (m_folder.empty())
    return;
  const std::string path = path_of(request);
  std::string draft = path + ".XXXXXX"; // Made with 0600.
  const int descriptor = ::mkostemp(draft.data(), O_CLOEXEC);
  if (descriptor < 0)
    return;
  const bool is_written = write_whole(descriptor, body + seal_of(body));
  const bool is_whole = ::close(descriptor) == 0 && is_written;
  if (!is_whole || ::rename(draft.c_str(), path.c_str()) != 0)
    ::unlink(draft.c_str());
}

std::string history_cache_folder(const std::map<std::string, std::string>& environment) {
  const auto text = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  std::string base = text("XDG_CACHE_HOME");
  if (!base.starts_with('/'))
    base = text("HOME").empty() ? "" : text("HOME") + "/.cache";
  if (base.empty())
    return {};
  const std::string folder = base + "/relctl/backtest";
  std::error_code failure;
  const bool is_new = fs::create_directories(folder, failure);
  if (is_new)
    fs::permissions(folder, fs::perms::owner_all, failure);
  return failure ? std::string() : folder;
}

} // namespace relctl::cli
