#!/usr/bin/env bash
# Positions per CPU-second of the gateway process, each acknowledged after it is on disk, over 1 and over 1,000
# connections. The load comes from `anlu replay` in another process; CPU time is the server's own, from /proc.
set -euo pipefail

positions=${BENCH_POSITIONS:-200000}
work=$(mktemp -d "${TMPDIR:-/tmp}/anlu-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# CPU time of a process in clock ticks: user and system, fields 14 and 15 behind the name in brackets.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }
hertz=$(getconf CLK_TCK)

for connections in 1 1000; do
  terminals=1000
  awk -v t="$terminals" -v n="$((positions / terminals))" 'BEGIN {
    print "vehicle,ts,lon,lat,speed_kmh"
    for (i = 0; i < n; i++) for (v = 0; v < t; v++)
      printf "1380000%04d,%.0f,%.6f,%.6f,%d\n", v, 1772323200000 + i * 30000, 121.2 + i * 0.004, 30.1 + v * 0.0001, 60
  }' > "$work/load.csv"

  "$ANLU_BIN" bench gateway --log "$work/log-$connections" > "$work/server.out" &
  server=$!
  until grep -q listening "$work/server.out"; do
    kill -0 "$server"
    sleep 0.1
  done
  address=$(sed -n 's/.*"listening":"\([^"]*\)".*/\1/p' "$work/server.out")
  before=$(ticks "$server")
  # One relay connection may have as much under way as a thousand terminals together.
  window=$((connections == 1 ? 4000 : 16))
  summary=$("$ANLU_BIN" replay "$work/load.csv" --to "$address" --speed max --batch-every 0 \
    --connections "$connections" --window "$window")
  after=$(ticks "$server")
  peak=$(awk '/VmHWM/ { print $2 }' "/proc/$server/status")
  kill "$server"
  wait "$server"
  server=
  acked=$(sed -n 's/.*"acked":\([0-9]*\).*/\1/p' <<< "$summary")
  seconds=$(sed -n 's/.*"seconds":\([0-9.]*\).*/\1/p' <<< "$summary")
  awk -v c="$connections" -v a="$acked" -v s="$seconds" -v t="$((after - before))" -v hz="$hertz" -v kb="$peak" 'BEGIN {
    printf "{\"bench\":\"gateway\",\"connections\":%d,\"positions\":%d,\"seconds\":%.2f,\"cpu_seconds\":%.2f,", c, a, s, t / hz
    printf "\"positions_per_cpu_second\":%d,\"positions_per_second\":%d,\"peak_memory_kib\":%d}\n", a / (t / hz), a / s, kb
  }'
done
