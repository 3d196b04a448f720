#!/usr/bin/env bash
# Bytes a position takes in the stored history, as rolled and as compacted: real positions of trucks, and the generated
# traces of tools/bench/screen.sh when they are there. ANLU_BIN: the program.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
data=$root/../shared/data
generated=${BENCH_SCRATCH:-${TMPDIR:-/tmp}/anlu-bench-screen}
anlu=${ANLU_BIN:-${CARGO_TARGET_DIR:-$root/target}/release/anlu}

work=$(mktemp -d "${TMPDIR:-/tmp}/anlu-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
found=
for file in "$data"/gps_cn_terminals/*.csv.gz "$generated"/traces-*.parquet; do
  [ -f "$file" ] || continue
  found=yes
  echo "history: $(basename "$file")" >&2
  "$anlu" bench history --data "$work/history" "$file"
  rm -rf "$work/history"
done
[ -n "$found" ] || echo "history: skipped, neither $data nor $generated is there" >&2
