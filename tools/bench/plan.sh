#!/usr/bin/env bash
# Duties of a province: 100,000 enterprises planned for the first time, planned again when nothing differs, one that
# changed, and Today. SQLite, and PostgreSQL when BENCH_PG names an empty database.
set -euo pipefail
n=${BENCH_ENTERPRISES:-100000}
/usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench plan --enterprises "$n"
if [[ -n "${BENCH_PG:-}" ]]; then
  /usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench plan --enterprises "$n" --store-url "$BENCH_PG"
fi
