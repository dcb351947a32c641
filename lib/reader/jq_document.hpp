// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::reader {

/// One output of a jq program.
struct JqValue {
  enum class Kind { null, boolean, number, text, array, object };
  Kind kind = Kind::null;
  bool truth = false; ///< Of a boolean.
  double number = 0;  ///< Of a number; may be NaN or infinite.
  std::string json;   ///< The value as JSON on one line, cut to a few hundred bytes.
};

/// What is wrong with a jq program, in jq's words on one line; none where it compiles. Nothing is
/// run.
[[nodiscard]] std::optional<std::string> jq_mistake(const std::string& program);

/// A JSON text that jq programs run over. A program may run for ever and take all memory: bound the
/// process that runs it (limits.hpp). It reads neither files nor modules.
class JqDocument {
public:
  /// Refuses text that is not exactly one JSON value in UTF-8; the message says where.
  [[nodiscard]] static Result<JqDocument> parse(std::string_view json);
  ~JqDocument();
  JqDocument(JqDocument&&) noexcept;
  JqDocument& operator=(JqDocument&&) noexcept;

  /// The outputs of `program`, the first `at_most` of them. A program that does not compile is a
  /// `usage` error, one that fails a `failed` one, in jq's words on one line.
  [[nodiscard]] Result<std::vector<JqValue>> run(const std::string& program,
                                                 std::size_t at_most) const;

  /// The one output of `program`, whole, as JSON. None, and several, are `failed` errors.
  [[nodiscard]] Result<std::string> run_whole(const std::string& program) const;

private:
  struct Value;
  explicit JqDocument(std::unique_ptr<Value> value);
  std::unique_ptr<Value> m_value;
};

} // namespace relctl::reader
