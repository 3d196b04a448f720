#!/usr/bin/env bash
# Positions per CPU-second of the gateway process, each acknowledged after it is on disk: over 1, 1,000 and 10,000
# connections as fast as it goes, and over 10,000 at 10,000 positions a second, with the time acknowledgements take. The
# load comes from `anlu replay` in another process; CPU time is the server's own, from /proc. 10,000 connections need as
# many open files on either side.
set -euo pipefail

positions=${BENCH_POSITIONS:-200000}
many=${BENCH_MANY_POSITIONS:-600000}
work=$(mktemp -d "${TMPDIR:-/tmp}/anlu-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# CPU time of a process in clock ticks: user and system, fields 14 and 15 behind the name in brackets.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" <<<"$summary"; }
hertz=$(getconf CLK_TCK)

# run CONNECTIONS TERMINALS POSITIONS SPEED WINDOW: a position of each terminal every 30 seconds of device time.
run() {
  awk -v t="$2" -v n="$(($3 / $2))" 'BEGIN {
    print "vehicle,ts,lon,lat,speed_kmh"
    for (i = 0; i < n; i++) for (v = 0; v < t; v++)
      printf "138%08d,%.0f,%.6f,%.6f,%d\n", v, 1772323200000 + i * 30000 + v * 3, 121.2 + i * 0.004, 30.1 + v * 0.0001, 60
  }' >"$work/load.csv"
  rm -rf "$work/log" "$work/server.out"
  "$ANLU_BIN" bench gateway --log "$work/log" >"$work/server.out" &
  server=$!
  until grep -q listening "$work/server.out" 2>/dev/null; do
    kill -0 "$server"
    sleep 0.1
  done
  address=$(sed -n 's/.*"listening":"\([^"]*\)".*/\1/p' "$work/server.out")
  before=$(ticks "$server")
  summary=$("$ANLU_BIN" replay "$work/load.csv" --to "$address" --speed "$4" --batch-every 0 --connections "$1" --window "$5")
  after=$(ticks "$server")
  peak=$(awk '/VmHWM/ { print $2 }' "/proc/$server/status")
  kill "$server"
  wait "$server"
  server=
  awk -v c="$1" -v speed="$4" -v a="$(field acked)" -v lost="$(field lost)" -v s="$(field seconds)" -v p50="$(field ack_ms_p50)" \
    -v p99="$(field ack_ms_p99)" -v t="$((after - before))" -v hz="$hertz" -v kb="$peak" 'BEGIN {
    printf "{\"bench\":\"gateway\",\"connections\":%d,\"speed\":\"%s\",\"positions\":%d,\"lost\":%d,\"seconds\":%.2f,\"cpu_seconds\":%.2f,", c, speed, a, lost, s, t / hz
    printf "\"positions_per_cpu_second\":%d,\"positions_per_second\":%d,", a / (t / hz), a / s
    printf "\"ack_ms_p50\":%d,\"ack_ms_p99\":%d,\"peak_memory_kib\":%d}\n", p50, p99, kb
  }'
}

# One relay connection may have as much under way as a thousand terminals together.
run 1 1000 "$positions" max 4000
run 1000 1000 "$positions" max 16
run 10000 10000 "$many" max 16
# Thirty seconds of device time in one: 10,000 positions a second.
run 10000 10000 "$many" 30 16
