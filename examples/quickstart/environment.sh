# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The surroundings of the demo, sourced by quickstart.sh: two servers, HAProxy before them,
# Prometheus and a load, all on free loopback ports and in one temporary folder, $demo.

# start_environment: $demo holds the files of this folder; leaves WEB_PORT, CANARY_PORT and PROM_URL
# in the environment, and the background processes' ids in pids.
pids=()
start_environment() {
  cd "${demo:?}" || return
  read -r WEB_PORT METRICS_PORT STABLE_PORT CANARY_PORT prometheus_port < <(free_ports 5)
  export WEB_PORT METRICS_PORT STABLE_PORT CANARY_PORT
  export PROM_URL=http://127.0.0.1:$prometheus_port
  echo "$STABLE_PORT" >stable.port
  echo "$CANARY_PORT" >canary.port
  echo "[{\"targets\": [\"127.0.0.1:$METRICS_PORT\"]}]" >targets.json

  ./deploy stable v1.0.0
  haproxy -db -f haproxy.cfg >access.log 2>haproxy.err &
  pids+=($!)
  prometheus --config.file=prometheus.yml --storage.tsdb.path=prometheus \
    "--web.listen-address=127.0.0.1:$prometheus_port" --log.level=warn >prometheus.out 2>&1 &
  pids+=($!)
  until_ok 'HAProxy' curl -sf -o /dev/null "http://127.0.0.1:$WEB_PORT/"
  until_ok 'Prometheus' curl -sf -o /dev/null "$PROM_URL/-/ready"
  # One request after the other over one connection, a hundred a second.
  curl -s --rate 100/s -o /dev/null "http://127.0.0.1:$WEB_PORT/?[1-100000]" &
  pids+=($!)
  watch_weights &
  pids+=($!)
  until_ok 'the first measurements' measured
}

# Stops what was started here and nothing else.
stop_environment() {
  local pid file
  for file in "$demo"/{stable,canary}.pid; do
    [[ ! -f "$file" ]] || pids+=("$(<"$file")")
  done
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait
}

# free_ports N: that many loopback ports nobody listens on, all different.
free_ports() {
  python3 - "$1" <<'EOF'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
EOF
}

# until_ok WHAT COMMAND...: tries ten times a second, for at most 20 seconds.
until_ok() {
  local what=$1
  shift
  for _ in {1..200}; do
    if "$@"; then
      return 0
    fi
    sleep 0.1
  done
  echo "quickstart: $what did not come up within 20 s; see the logs in $demo" >&2
  return 1
}

# Whether Prometheus knows a rate of the stable server's answers already.
measured() {
  local query='rate(haproxy_server_http_responses_total{server="stable",code="2xx"}[4s]) > 0'
  curl -sfG "$PROM_URL/api/v1/query" --data-urlencode "query=$query" | grep -q '"value"'
}

# is_up SERVER: whether HAProxy's health check has found it.
is_up() {
  echo 'show stat' | socat - ./haproxy.sock | grep -q "^app,$1,.*,UP,"
}

# Both weights as HAProxy says them, ten times a second: time, canary, stable. relctl has no part in
# it.
watch_weights() {
  while sleep 0.1; do
    printf 'get weight app/canary; get weight app/stable\n' | socat - ./haproxy.sock 2>/dev/null |
      awk -v now="$EPOCHREALTIME" '/initial/ { printf "%s %d", (n++ ? "" : now), $1 }
        END { if (n) print "" }' >>weights.log
  done
}

# set_weights CANARY STABLE, as an operator does by hand.
set_weights() {
  printf 'set weight app/canary %d; set weight app/stable %d\n' "$1" "$2" |
    socat - ./haproxy.sock >/dev/null
}
