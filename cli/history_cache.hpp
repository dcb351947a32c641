// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "ports/transport.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::cli {

/// Answers of range queries, one file for each query and range, readable by their owner alone. What
/// cannot be kept, or is not there as it was kept, is asked for again.
class HistoryCache {
public:
  /// Nothing is kept or found where `folder` is empty.
  explicit HistoryCache(std::string folder) : m_folder(std::move(folder)) {}

  [[nodiscard]] std::optional<std::string> find(const ports::HttpRequest& request) const;
  void keep(const ports::HttpRequest& request, const std::string& body) const;

private:
  [[nodiscard]] std::string path_of(const ports::HttpRequest& request) const;
  std::string m_folder;
};

/// $XDG_CACHE_HOME/relctl/backtest after the XDG base directory specification, made where it is not
/// there; empty without a home.
[[nodiscard]] std::string
history_cache_folder(const std::map<std::string, std::string>& environment);

} // namespace relctl::cli
