#!/usr/bin/env bash
# Measures what docs/BENCHMARKS.md shows: one JSON object per line on standard output, from every part in tools/bench/.
# Parts get the release binary as ANLU_BIN. `tools/bench.sh decode gateway` runs these two only.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${ANLU_BIN:-}" ]; then
  cargo build --release --locked -p anlu >&2
  ANLU_BIN=${CARGO_TARGET_DIR:-$PWD/target}/release/anlu
fi
export ANLU_BIN

if [ $# -gt 0 ]; then
  parts=("${@/%/.sh}")
  parts=("${parts[@]/#/tools/bench/}")
else
  parts=(tools/bench/*.sh)
fi
for part in "${parts[@]}"; do
  echo "bench: $part" >&2
  "$part"
done
