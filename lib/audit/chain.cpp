// SPDX-License-Identifier: Apache-2.0
#include "audit/chain.hpp"

#include "base/sha256.hpp"

namespace relctl::audit {

namespace {

constexpr std::string_view k_domain = "relctl.event/1";

void put_number(std::string& out, std::uint64_t value) {
  char bytes[8];
  for (int i = 7; i >= 0; --i, value >>= 8)
    bytes[i] = static_cast<char>(value & 0xff);
  out.append(bytes, sizeof bytes);
}

void put_field(std::string& out, std::string_view bytes) {
  put_number(out, bytes.size());
  out += bytes;
}

void put_field(std::string& out, std::int64_t value) {
  put_number(out, sizeof value);
  put_number(out, static_cast<std::uint64_t>(value));
}

std::string before_body(const Link& link) {
  std::string out;
  out.reserve(256);
  put_field(out, k_domain);
  put_field(out, link.position);
  put_field(out, link.stream);
  put_field(out, link.version);
  put_field(out, link.track);
  put_field(out, link.at_ms);
  put_field(out, link.actor);
  put_field(out, link.kind);
  put_number(out, link.body.size());
  return out;
}

std::string after_body(const Link& link) {
  std::string out;
  put_field(out, link.previous);
  return out;
}

} // namespace

std::string link_bytes(const Link& link) {
  return before_body(link).append(link.body).append(after_body(link));
}

Digest link_hash(const Link& link) {
  return sha256({before_body(link), link.body, after_body(link)}); // A body may be long.
}

std::string_view as_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hex_of(std::string_view bytes) {
  return to_hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

} // namespace relctl::audit
