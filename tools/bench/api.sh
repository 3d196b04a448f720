#!/usr/bin/env bash
# Latency of Today and of the enterprise list at 5,000 enterprises, and the time from start to the first answer.
# usage: ANLU_BIN=PROGRAM tools/bench/api.sh. One JSON object per line.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${ANLU_BIN:-${CARGO_TARGET_DIR:-target}/release/anlu}
[ -x "$program" ] || { echo "build it first: cargo build --release -p anlu" >&2; exit 2; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT

# Waits until the file $1 holds a line that matches $2 (at most two minutes).
said() { for _ in $(seq 1200); do grep -qE "$2" "$1" && return; sleep 0.1; done; cat "$1" >&2; exit 1; }

"$program" demo --port 0 --gateway-port 0 --data "$folder/data" --enterprises 5000 --no-traces --generated >"$folder/out" 2>"$folder/err" &
server=$!
said "$folder/out" '^Stop with'
url=$(sed -n 's/^Anlu demo *//p' "$folder/out")
for path in /api/v1/today '/api/v1/enterprises?page_size=20' '/api/v1/enterprises?q=yh&page_size=20'; do
  for clients in 1 8; do
    node tools/bench/api.mjs "$url" officer AnluDemo2026 "$path" 1000 "$clients"
  done
done
kill "$server"; wait "$server" || true; server=

printf 'data = "%s/data"\n[server]\nlisten = "127.0.0.1:18499"\n[gateway]\nlisten = "127.0.0.1:0"\n' "$folder" >"$folder/anlu.toml"
started=$(date +%s%N)
"$program" serve --config "$folder/anlu.toml" 2>"$folder/err" &
server=$!
until curl -sf -o /dev/null http://127.0.0.1:18499/readyz; do sleep 0.01; done
echo "{\"cold_start_ms\": $(( ($(date +%s%N) - started) / 1000000 ))}"
