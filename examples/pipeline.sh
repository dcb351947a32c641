#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One stage of a delivery pipeline: takes the release through one phase, by relctl's exit codes.
#
#   relctl start plans/checkout.yaml --version "$VERSION"     # the stage before the first phase
#   examples/pipeline.sh p5                                   # one stage a phase
#   examples/pipeline.sh p20                                  # of a plan with tracks: api/p20
#
# Exits 0 when the phase is passed, 75 when the stage is to be run again later, else 1. It may be
# run again at any time: relctl knows where the release stands. It never rolls back by itself:
# relctl does that where the plan says so (20), and data that cannot be trusted (11) is no reason.
set -u

phase=${1?usage: pipeline.sh PHASE}
deadline=$((SECONDS + ${PIPELINE_PATIENCE_S:-3600}))
pause=${PIPELINE_PAUSE_S:-30}

say() {
  echo "pipeline: $*" >&2
}

# Waits before another try; gives the stage back to the pipeline when its patience has run out.
again() {
  if ((SECONDS >= deadline)); then
    say "$1; patience is over, run this stage again later"
    exit 75
  fi
  say "$1; trying again in $pause s"
  sleep "$pause"
}

# has KIND: whether the log holds such an event of this phase, TRACK/PHASE in a plan with tracks.
has() {
  relctl log --kind "$1" -o jsonl | grep "\"phase\":\"${phase##*/}\"" |
    grep -q "\"track\":\"$([[ $phase != */* ]] || echo "${phase%/*}\"")"
}

# A stage may be run again after it has passed, been stopped or been held: the log says which.
advance() {
  if has PhaseEntered; then
    relctl advance --wait --timeout 10m --no-input --expect "$phase"
  else
    relctl advance --wait --timeout 10m --no-input --to "$phase"
  fi
}

while ! has PhasePassed; do
  advance
  code=$?
  if [ "$code" -eq 124 ]; then # Waited long enough; how it stands says more.
    relctl status --exit-status >/dev/null
    code=$?
  fi
  case "$code" in
    0) has PhasePassed || again 'entered, not decided' ;;
    8) again 'not yet: still observing, volume, approval, pause or freeze' ;;
    9) again 'another relctl holds the release' ;;
    11) again 'held: the data cannot be trusted; somebody must look at the metric source' ;;
    10) say 'held on a breach; a person decides: relctl explain'; exit 1 ;;
    20) say 'rolled back, completely; this version is refused from now on'; exit 1 ;;
    21) say 'ROLLBACK INCOMPLETE: call the person on duty; relctl status says why'; exit 1 ;;
    5) say 'a step is in doubt: relctl resolve'; exit 1 ;;
    3) say "the release does not stand at $phase; relctl status says where"; exit 1 ;;
    130 | 143) say 'stopped; the state is saved, run this stage again'; exit 75 ;;
    *) say "relctl failed with exit code $code"; exit 1 ;;
  esac
done
say "$phase is passed"
