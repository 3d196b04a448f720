#!/usr/bin/env bash
# JT/T 808 messages decoded per second on one core: framing, check byte, header, body, every item.
set -euo pipefail
exec taskset -c "${BENCH_CORE:-0}" "$ANLU_BIN" bench decode --seconds "${BENCH_SECONDS:-5}"
