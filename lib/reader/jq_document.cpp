// SPDX-License-Identifier: Apache-2.0
#include "reader/jq_document.hpp"

#include "base/text.hpp"
#include "reader/strict_json.hpp"

#include <algorithm>
#include <limits>
#include <utility>

// The library's header does not say that it is C.
extern "C" {
#include <jq.h>
}

namespace relctl::reader {

/// Owns one reference to a value of libjq.
class Jv {
public:
  explicit Jv(jv value) : m_value(value) {}
  ~Jv() { jv_free(m_value); }
  Jv(const Jv&) = delete;
  Jv& operator=(const Jv&) = delete;

  /// A reference more, for functions that take one over.
  [[nodiscard]] jv copy() const { return jv_copy(m_value); }
  [[nodiscard]] jv_kind kind() const { return jv_get_kind(m_value); }
  [[nodiscard]] double number() const { return jv_number_value(m_value); }
  /// Of a string.
  [[nodiscard]] std::string text() const {
    return {jv_string_value(m_value), static_cast<std::size_t>(jv_string_length_bytes(copy()))};
  }

private:
  jv m_value;
};

namespace {

/// A string itself, or any other value as JSON; takes the value over.
std::string text_of(jv value) {
  return Jv(jv_get_kind(value) == JV_KIND_STRING ? value : jv_dump_string(value, 0)).text();
}

/// The message of an invalid value, which is taken over; empty when it is merely the end.
std::string message_of(jv invalid) {
  const Jv message(jv_invalid_get_msg(invalid));
  return message.kind() == JV_KIND_NULL ? "" : text_of(message.copy());
}

/// Without the input, which the parser's own words repeat in full.
std::string parse_message(std::string message) {
  message.resize(std::min(message.find(" (while parsing"), message.size()));
  return one_line(message);
}

JqValue value_of(const Jv& value) {
  JqValue result;
  switch (value.kind()) {
  case JV_KIND_TRUE:
  case JV_KIND_FALSE:
    result.kind = JqValue::Kind::boolean;
    result.truth = value.kind() == JV_KIND_TRUE;
    break;
  case JV_KIND_NUMBER:
    result.kind = JqValue::Kind::number;
    result.number = value.number();
    break;
  case JV_KIND_STRING:
    result.kind = JqValue::Kind::text;
    break;
  case JV_KIND_ARRAY:
    result.kind = JqValue::Kind::array;
    break;
  case JV_KIND_OBJECT:
    result.kind = JqValue::Kind::object;
    break;
  case JV_KIND_NULL:
  case JV_KIND_INVALID:
    break;
  }
  result.json = one_line(text_of(jv_dump_string(value.copy(), 0)));
  return result;
}

void keep_first_message(void* messages, jv message) {
  auto& kept = *static_cast<std::string*>(messages);
  const Jv owned(message);
  if (kept.empty())
    kept = text_of(owned.copy());
}

void discard(void* /*unused*/, jv message) {
  jv_free(message);
}

/// One run of one program.
class Machine {
public:
  Machine() : m_state(jq_init()) {
    jq_set_error_cb(m_state, keep_first_message, &m_message);
    jq_set_debug_cb(m_state, discard, nullptr);
    jq_set_attr(m_state, jv_string("JQ_LIBRARY_PATH"), jv_array()); // no modules from files
  }
  ~Machine() { jq_teardown(&m_state); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  [[nodiscard]] bool compile(const std::string& program) {
    return jq_compile(m_state, program.c_str()) != 0;
  }
  [[nodiscard]] const std::string& message() const { return m_message; }

  /// What `read` makes of the first outputs.
  template <class Value, class Read>
  Result<std::vector<Value>> run(jv input, std::size_t at_most, Read read) {
    jq_start(m_state, input, 0);
    std::vector<Value> outputs;
    while (outputs.size() < at_most) {
      const Jv output(jq_next(m_state));
      if (output.kind() != JV_KIND_INVALID) {
        outputs.push_back(read(output));
        continue;
      }
      const std::string message =
          jq_halted(m_state) != 0 ? halt_message() : message_of(output.copy());
      if (!message.empty())
        return fail(ErrorKind::failed, one_line(message));
      break;
    }
    return outputs;
  }

private:
  /// What `halt_error` was given; empty after `halt`.
  [[nodiscard]] std::string halt_message() const {
    const Jv message(jq_get_error_message(m_state));
    return message.kind() == JV_KIND_INVALID ? "" : text_of(message.copy());
  }

  jq_state* m_state;
  std::string m_message;
};

} // namespace

std::optional<std::string> jq_mistake(const std::string& program) {
  Machine machine;
  if (machine.compile(program))
    return std::nullopt;
  // `jq: error: WHAT (Unix shell quoting issues?) at <top-level>, line 1:` and the program again.
  std::string message = machine.message();
  constexpr std::string_view k_prefix = "jq: error: ";
  constexpr std::string_view k_guess = " (Unix shell quoting issues?)";
  if (message.starts_with(k_prefix))
    message.erase(0, k_prefix.size());
  if (const auto guess = message.find(k_guess); guess != std::string::npos)
    message.erase(guess, k_guess.size());
  if (const auto place = message.find(" at <top-level>, line "); place != std::string::npos) {
    const auto end = message.find_first_not_of("0123456789", place + 22);
    const std::string line = message.substr(place + 22, end - place - 22);
    message.resize(place);
    if (line != "1")
      message += " in line " + line;
  }
  if (const auto end = message.find("$end"); end != std::string::npos)
    message.replace(end, 4, "end");
  return one_line(message);
}

struct JqDocument::Value {
  explicit Value(jv value) : json(value) {}
  Jv json;
};

JqDocument::JqDocument(std::unique_ptr<Value> value) : m_value(std::move(value)) {}
JqDocument::~JqDocument() = default;
JqDocument::JqDocument(JqDocument&&) noexcept = default;
JqDocument& JqDocument::operator=(JqDocument&&) noexcept = default;

Result<JqDocument> JqDocument::parse(std::string_view json) {
  if (json.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return fail(ErrorKind::refused, "the answer is too long");
  // libjq would put U+FFFD in the place of what is no UTF-8.
  if (find_invalid_utf8(json))
    return fail(ErrorKind::refused, "the answer is not UTF-8");
  auto value = std::make_unique<Value>(jv_parse_sized(json.data(), static_cast<int>(json.size())));
  if (value->json.kind() == JV_KIND_INVALID)
    return fail(ErrorKind::refused, parse_message(message_of(value->json.copy())));
  // libjq takes numbers like 001, +5 and nan, and the last of two.
  if (const auto objection = json_objection(json))
    return fail(ErrorKind::refused, *objection);
  return JqDocument(std::move(value));
}

Result<std::vector<JqValue>> JqDocument::run(const std::string& program,
                                             std::size_t at_most) const {
  Machine machine;
  if (!machine.compile(program))
    return fail(ErrorKind::usage, one_line(machine.message()));
  return machine.run<JqValue>(m_value->json.copy(), at_most, value_of);
}

Result<std::string> JqDocument::run_whole(const std::string& program) const {
  Machine machine;
  if (!machine.compile(program))
    return fail(ErrorKind::usage, one_line(machine.message()));
  RELCTL_TRY_ASSIGN(const auto outputs,
                    machine.run<std::string>(m_value->json.copy(), 2, [](const Jv& value) {
                      return text_of(jv_dump_string(value.copy(), 0));
                    }));
  if (outputs.size() != 1)
    return fail(ErrorKind::failed, outputs.empty() ? "it gave nothing" : "it gave several values");
  return outputs.front();
}

} // namespace relctl::reader
