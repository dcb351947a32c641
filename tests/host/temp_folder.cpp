// SPDX-License-Identifier: Apache-2.0
#include "host/temp_folder.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace relctl::testing {

TempFolder::TempFolder() {
  m_path = (std::filesystem::temp_directory_path() / "relctl-host-XXXXXX").string();
  if (mkdtemp(m_path.data()) == nullptr)
    throw std::runtime_error("no temporary folder");
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(m_path, ignored);
}

std::string TempFolder::write(const std::string& name, const std::string& text,
                              unsigned mode) const {
  std::ofstream(file(name)) << text;
  std::filesystem::permissions(file(name), static_cast<std::filesystem::perms>(mode));
  return file(name);
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

} // namespace relctl::testing
