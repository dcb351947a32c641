#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of tests/packages.txt for the purposes given: tests/install.sh build
# test. What is installed already is left alone, so that it may be run again and costs nothing then.
set -euo pipefail

list="$(dirname "${BASH_SOURCE[0]}")/packages.txt"

is_installed() {
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    echo "install.sh: not root and no sudo; run as root: $*" >&2
    exit 1
  fi
}

missing=()
for purpose in "$@"; do
  packages=$(awk -v purpose="$purpose" '$1 == purpose { print $2 }' "$list")
  if [[ -z "$packages" ]]; then
    echo "install.sh: no purpose '$purpose' in $list" >&2
    exit 2
  fi
  for package in $packages; do
    is_installed "$package" || missing+=("$package")
  done
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

# Debian starts the services of a package as it installs it, and at every boot after. The demo and
# the tests bring their own servers up, on free ports, so nobody's machine shall get them as
# services: where systemd runs, the units of packages that are new here are masked for the time of
# the installation (--runtime: gone with the next boot at the latest), then disabled. Services that
# were there before are not touched. Where systemd does not run (a container, a chroot) Debian
# starts nothing, and nothing is to be done.
services=()
if [[ -d /run/systemd/system ]]; then
  for package in "${missing[@]}"; do
    case "$package" in
      haproxy | postgresql | prometheus | prometheus-alertmanager) services+=("$package.service") ;;
    esac
  done
fi

echo "install.sh: installing ${missing[*]}" >&2
as_root apt-get update -qq
[[ ${#services[@]} -eq 0 ]] || as_root systemctl --quiet mask --runtime "${services[@]}"
code=0
as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" || code=$?
if [[ ${#services[@]} -gt 0 ]]; then
  as_root systemctl --quiet unmask --runtime "${services[@]}"
  as_root systemctl --quiet disable "${services[@]}" ||
    echo "install.sh: see that ${services[*]} are not wanted at boot" >&2
fi
exit "$code"
