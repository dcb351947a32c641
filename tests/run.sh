#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds relctl with warnings as errors, runs every test.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: tests/run.sh [--sanitize address|thread] [--build-dir DIR] [--no-install]

  --sanitize KIND   build with AddressSanitizer and UBSan, or with ThreadSanitizer
  --build-dir DIR   build there (default: build, or build-KIND with --sanitize)
  --no-install      do not install packages
EOF
}

fail() {
  echo "run.sh: $1" >&2
  exit 2
}

sanitize=
build_dir=
install=1
while [[ $# -gt 0 ]]; do
  case "$1" in
    --sanitize) sanitize=${2-}; shift ;;
    --build-dir) build_dir=${2-}; shift ;;
    --no-install) install= ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "unknown option $1" ;;
  esac
  shift || fail "the last option lacks its value"
done
case "$sanitize" in
  '' | address | thread) ;;
  *) fail "--sanitize is '$sanitize'; use address or thread" ;;
esac
build_dir=${build_dir:-build${sanitize:+-$sanitize}}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -z "$install" ]] || tests/install.sh build test

# Files are joined into batches, so that their headers are read once a batch.
options=(-DRELCTL_WERROR=ON -DRELCTL_TESTS=ON "-DRELCTL_SANITIZE=$sanitize"
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12)
target=all
if [[ -n "$sanitize" ]]; then
  target=tests/all # And what they need: half of it.
  # Little optimization and small debug information: half the time to build, legible traces.
  # Warnings are the plain build's matter: the instrumented code makes the compiler warn about the
  # standard library. What decides and records runs here; adapters keep deadlines that this
  # build misses.
  options+=(-DCMAKE_BUILD_TYPE=Debug '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1' -DRELCTL_WERROR=OFF
    '-DRELCTL_SUITES=support;core;engine;sim;simulate')
  export RELCTL_SEEDS=${RELCTL_SEEDS:-300}
fi
if [[ ! -f "$build_dir/CMakeCache.txt" ]]; then
  options+=(-G Ninja)
fi

cmake -S . -B "$build_dir" "${options[@]}"
cmake --build "$build_dir" --target "$target"
ctest --test-dir "$build_dir" --output-on-failure -j2
