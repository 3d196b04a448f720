#!/usr/bin/env bash
# The whole live plane behind JT/T 809 links: positions per CPU-second of the server (gateway, log, detectors, Parquet),
# flat from 1,000 to 7,000,000 vehicles; a steady rate with alerts; the restart. The load comes from another process
# beside it; CPU time is the server's own, from when it is ready to its end: all positions are in Parquet then, and the state
# of all vehicles in snapshots. The registry knows every plate (`anlu bench serve`).
#
#   BENCH_LIVE="growth steady restart"   parts to run
#   BENCH_VEHICLES="1000 100000 1000000 7000000"   sizes of the growth part; each sends BENCH_POSITIONS in all, but at most 400 a vehicle
set -euo pipefail

parts=${BENCH_LIVE:-growth steady restart}
sizes=${BENCH_VEHICLES:-1000 100000 1000000}
positions=${BENCH_POSITIONS:-4000000}
steady_vehicles=${BENCH_STEADY_VEHICLES:-1000000}
steady_rate=${BENCH_STEADY_RATE:-33333}
steady_rounds=${BENCH_STEADY_ROUNDS:-4}
links=${BENCH_LINKS:-4}

work=$(mktemp -d "${TMPDIR:-/tmp}/anlu-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

# CPU seconds of the server that was stopped, as it tells them last.
spent() { sed -n 's/^{"cpu_seconds":\([0-9.]*\)}$/\1/p' "$work/server.out"; }
# CPU seconds of the server until now.
so_far() { awk -v hz="$(getconf CLK_TCK)" '{ printf "%.2f", ($14 + $15) / hz }' "/proc/$server/stat"; }
memory() { awk -v f="$2" '$1 == f":" { print $2 }' "/proc/$1/status"; }
metric() { curl -fs "http://$web/metrics" | awk -v m="$1" 'index($1, m) == 1 { s += $2 } END { printf "%.3f", s }'; }

start() {
  rm -f "$work/server.out"
  "$ANLU_BIN" bench serve --data "$1" --links "$links" --platforms 127.0.0.1:0 >"$work/server.out" 2>"$work/server.err" &
  server=$!
  until [ -s "$work/server.out" ]; do
    kill -0 "$server" || { cat "$work/server.err" >&2; exit 1; }
    sleep 0.1
  done
  web=$(sed -n 's/.*"web":"\([^"]*\)".*/\1/p' "$work/server.out")
  platforms=$(sed -n 's/.*"platforms":"\([^"]*\)".*/\1/p' "$work/server.out")
}
stop() {
  kill "$server"
  wait "$server" || true
  server=
}
# Until everything is judged and on its way to Parquet.
settle() { until [ "$(metric anlu_live_lag_entries)" = 0.000 ]; do sleep 0.2; done; }

for part in $parts; do
  case $part in
    growth)
      for vehicles in $sizes; do
        data="$work/growth-$vehicles"
        start "$data"
        # Nobody drives four hours here: what is measured is the way of a position, not of a finding.
        rounds=$(((positions + vehicles - 1) / vehicles))
        rounds=$((rounds > 400 ? 400 : rounds))
        send() { "$ANLU_BIN" bench platform --to "$platforms" --links "$links" --vehicles "$vehicles" --rounds "$rounds" "$@"; }
        # A vehicle that was never heard of costs more than a position: the registry and the day's list are asked.
        begun=$(so_far)
        first=$(send --only 1)
        settle
        contact=$(so_far)
        summary=$(send --skip 1)
        settle
        rss=$(memory "$server" VmRSS)
        peak=$(memory "$server" VmHWM)
        stop
        cpu=$(spent)
        history=$(find "$data/history" -name '*.parquet' -printf '%s\n' | awk '{ s += $1 } END { print s + 0 }')
        sent() { sed -n 's/.*"sent":\([0-9]*\).*/\1/p' <<<"$1"; }
        awk -v v="$vehicles" -v f="$(sent "$first")" -v n="$(sent "$summary")" -v c="$contact" -v b="$begun" -v t="$cpu" -v rss="$rss" \
          -v peak="$peak" -v h="$history" -v s="$summary" 'BEGIN {
          printf "{\"bench\":\"live.growth\",\"vehicles\":%d,\"positions\":%d,\"cpu_seconds\":%.2f,", v, f + n, t
          printf "\"positions_per_cpu_second\":%d,\"first_contacts_cpu_seconds\":%.2f,", (f + n) / t, c - b
          printf "\"later_positions_per_cpu_second\":%d,\"resident_kib\":%d,\"peak_kib\":%d,", n / (t - c + b), rss, peak
          printf "\"history_bytes\":%d,\"load\":%s}\n", h, s }'
        rm -rf "$data"
      done
      ;;
    steady)
      data="$work/steady"
      start "$data"
      summary=$("$ANLU_BIN" bench platform --to "$platforms" --links "$links" --vehicles "$steady_vehicles" \
        --rounds "$steady_rounds" --rate "$steady_rate" --tired 400)
      settle
      sent=$(sed -n 's/.*"sent":\([0-9]*\).*/\1/p' <<<"$summary")
      # Buckets are cumulative: how many alerts took at most so many seconds.
      alerts=$(curl -fs "http://$web/metrics" | sed -n 's/^anlu_live_alert_seconds_bucket{le="\([^"]*\)"} \(.*\)/\1:\2/p' | tr '\n' ' ')
      rss=$(memory "$server" VmRSS)
      stop
      awk -v n="$sent" -v t="$(spent)" -v rss="$rss" -v s="$summary" -v a="$alerts" 'BEGIN {
        printf "{\"bench\":\"live.steady\",\"positions\":%d,\"cpu_seconds\":%.2f,\"cpu_seconds_per_million\":%.2f,", n, t, t / n * 1e6
        printf "\"resident_kib\":%d,\"alerts_within_seconds\":\"%s\",\"load\":%s}\n", rss, a, s }'
      ;;
    restart)
      data="$work/steady"
      [ -d "$data" ] || { echo "the restart part runs after the steady part" >&2; exit 1; }
      began=$(date +%s%N)
      start "$data"
      until curl -fs "http://$web/readyz" >/dev/null; do sleep 0.05; done
      settle
      ended=$(date +%s%N)
      state=$(find "$data/snapshots" -type f -printf '%s\n' | awk '{ s += $1 } END { print s + 0 }')
      echo "{\"bench\":\"live.restart\",\"seconds\":$(((ended - began) / 10000000))e-2,\"snapshot_bytes\":$state}"
      stop
      ;;
    *)
      echo "no such part: $part" >&2
      exit 2
      ;;
  esac
done
