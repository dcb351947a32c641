#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two releases of a small service behind a real HAProxy, judged by a real Prometheus, on loopback:
# v1.1.0 goes through 5, 20, 50 and 100 % of the traffic; v1.2.0 breaks at 20 % and is taken back.
# Takes about a minute and a half once relctl is built, and stops everything it started.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: examples/quickstart.sh [--keep] [--no-install] [--relctl FILE]

  --keep         leave the demo's folder (audit log, access log, plan) behind
  --no-install   do not install packages
  --relctl FILE  use that relctl instead of building one into build/
EOF
}

keep=
install=1
relctl=
while [[ $# -gt 0 ]]; do
  case "$1" in
    --keep) keep=1 ;;
    --no-install) install= ;;
    --relctl) relctl=$(realpath "${2?--relctl needs a file}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PATH:/usr/sbin # where Debian has haproxy; not everybody's PATH has it

[[ -z "$install" ]] || tests/install.sh demo
if [[ -z "$relctl" ]]; then
  [[ -z "$install" ]] || tests/install.sh build
  if [[ ! -f build/CMakeCache.txt ]]; then
    # Files are joined into batches, so that their headers are read once a batch.
    cmake -S . -B build -G Ninja -DRELCTL_TESTS=OFF -DCMAKE_UNITY_BUILD=ON \
      -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 >/dev/null
  fi
  echo 'Building relctl …'
  cmake --build build --target relctl
  relctl=$PWD/build/cli/relctl
fi

demo=$(mktemp -d "${TMPDIR:-/tmp}/relctl-quickstart.XXXXXX")
cp examples/quickstart/* "$demo"
export RELCTL_DB=$demo/relctl.db
unset RELCTL_RELEASE
# shellcheck source=examples/quickstart/environment.sh
source examples/quickstart/environment.sh

# Runs at every end, also after an error or Ctrl-C.
finish() {
  local code=$?
  stop_environment
  if [[ -n "$keep" || "$code" != 0 ]]; then
    echo "The demo's files are in $demo"
  else
    rm -rf "$demo"
  fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# expect CODE relctl-arguments...: shows the command, runs it, and insists on its exit code.
expect() {
  local wanted=$1 code=0
  shift
  printf '\n$ relctl %s\n' "$*"
  "$relctl" "$@" || code=$?
  if [[ "$code" != "$wanted" ]]; then
    echo "quickstart: 'relctl $*' ended with exit code $code, expected $wanted" >&2
    return 1
  fi
}

heading() {
  printf '\n== %s\n' "$1"
}

heading 'Two servers, HAProxy, Prometheus and 100 requests a second, on free loopback ports'
start_environment

heading 'A good release: v1.1.0'
expect 0 validate plan.yaml
expect 0 plan plan.yaml --version v1.1.0 --from v1.0.0
began=$EPOCHREALTIME
expect 0 start plan.yaml --version v1.1.0 --from v1.0.0
expect 0 run
heading 'What HAProxy saw of v1.1.0'
python3 ./measure.py v1.1.0 "$began"

# The next release begins with v1.1.0 as the stable version, as your deployment would leave it.
./deploy stable v1.1.0 >/dev/null
until_ok 'the stable server' is_up stable
set_weights 0 100

heading 'A bad release: v1.2.0 runs out of connections when it gets 20 % of the traffic'
began=$EPOCHREALTIME
expect 0 start plan.yaml --version v1.2.0
expect 20 run
sleep 3 # for requests after the rollback
"$relctl" log -o jsonl >events.jsonl
heading 'What HAProxy saw of v1.2.0'
python3 ./measure.py v1.2.0 "$began"

heading 'What is on record'
expect 0 status
expect 0 log
expect 0 explain
expect 0 audit verify
