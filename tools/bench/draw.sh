#!/usr/bin/env bash
# A double-random draw of 10,000 subjects: freezing the roster, drawing 1,000 or all of them with teams of 200
# inspectors, writing the published file, verifying it. One core.
set -euo pipefail
for count in 1000 10000; do
  for _ in 1 2 3; do
    taskset -c "${BENCH_CORE:-0}" "$ANLU_BIN" bench draw --subjects 10000 --count "$count" --inspectors 200
  done
done
