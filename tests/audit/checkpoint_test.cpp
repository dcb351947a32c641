// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.hpp"
#include "audit/signed_note.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;

namespace {

// The key, text and signature of the example in golang.org/x/mod/sumdb/note.
constexpr const char* k_peter_private =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* k_peter_public =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* k_peter_text = "If you think cryptography is the answer to your problem,\n"
                                     "then you don't know what your problem is.\n";
constexpr const char* k_peter_signature =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const ports::Anchor k_head{128, std::string(62, '0') + "a7"};

} // namespace

TEST_CASE("a note is signed as others sign it") {
  const auto signer = parse_note_signer(k_peter_private);
  REQUIRE(signer);
  CHECK(format_note_signer(*signer) == k_peter_private);
  CHECK(format_note_verifier(verifier_of(*signer)) == k_peter_public);
  CHECK(sign_note(k_peter_text, *signer) == std::string(k_peter_text) + "\n" + k_peter_signature);
}

TEST_CASE("a note opens with the key that signed it, whoever else did too") {
  const auto verifier = parse_note_verifier(k_peter_public);
  REQUIRE(verifier);
  const std::string others = "\u2014 EnochRoot af3e1q==\n";
  const std::string note = std::string(k_peter_text) + "\n" + others + k_peter_signature + others;
  CHECK(open_note(note, *verifier) == std::string(k_peter_text));
}

TEST_CASE("a note that was changed, or is by somebody else, does not open") {
  const auto verifier = parse_note_verifier(k_peter_public);
  REQUIRE(verifier);
  const std::string text = k_peter_text;
  const std::string signature = k_peter_signature;
  const auto stranger = new_note_signer("PeterNeumann");
  const std::string note = GENERATE_COPY(
      "If" + text + "\n" + signature, text + signature, text + "\n", text, std::string(),
      text + "\n\n" + signature, text + "\n" + signature.substr(0, signature.size() - 1),
      sign_note(text, *stranger), text + "\n" + "\u2014 PeterNeumann \n",
      text + "\n" + signature + "more\n", text + "\nmore\n" + signature);
  CAPTURE(note);
  const auto opened = open_note(note, *verifier);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().kind == ErrorKind::refused);
}

TEST_CASE("any other text is no key, and is not repeated") {
  const std::string text =
      GENERATE("", "x", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
               "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
               "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
               "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
               "PRIVATE+KEY+PeterNeumann+c74f20a3+AoEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  CAPTURE(text);
  REQUIRE_FALSE(parse_note_signer(text));
  REQUIRE_FALSE(parse_note_verifier(text));
  CHECK_THAT(parse_note_signer(text).error().message, !Catch::Contains("AYEKFAL"));
  CHECK_FALSE(new_note_signer(GENERATE("", "a b", "a+b", "a\nb")));
}

TEST_CASE("a checkpoint gives back the anchor that was signed") {
  const auto signer = new_note_signer("releases.example.com");
  REQUIRE(signer);
  const std::string note = make_checkpoint(k_head, *signer);
  CHECK_THAT(note, Catch::StartsWith("releases.example.com\n128\nAAAAA"));
  CHECK(open_checkpoint(note, verifier_of(*signer)) == k_head);
  CHECK(open_checkpoint(make_checkpoint({0, std::string(64, '0')}, *signer), verifier_of(*signer))
            ->position == 0);
}

TEST_CASE("what is signed but is no checkpoint of that name is refused") {
  const auto signer = new_note_signer("releases.example.com");
  REQUIRE(signer);
  const std::string hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  const std::string text = GENERATE_COPY(
      "other\n1\n" + hash, "releases.example.com\n" + hash, "releases.example.com\n-1\n" + hash,
      "releases.example.com\n1\nAAAA\n", std::string("\n"), "releases.example.com\nx\n" + hash);
  CAPTURE(text);
  const auto opened = open_checkpoint(sign_note(text, *signer), verifier_of(*signer));
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message, Catch::Contains("no checkpoint"));
  CHECK(open_checkpoint(sign_note("releases.example.com\n1\n" + hash + "more\n", *signer),
                        verifier_of(*signer)));
}
