// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::testing {

/// A fresh folder that is removed with all it holds.
class TempFolder {
public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string path() const { return m_path; }
  [[nodiscard]] std::string file(const std::string& name) const { return m_path + "/" + name; }
  /// Writes a file with these permissions and gives its path.
  std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) const;

private:
  std::string m_path;
};

/// The whole file; empty where there is none.
[[nodiscard]] std::string read_file(const std::string& path);

} // namespace relctl::testing
