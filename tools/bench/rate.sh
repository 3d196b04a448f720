#!/usr/bin/env bash
# Grades of a province: 100,000 enterprises rated by every model of the pack for the first time, again when nothing
# differs, and when a tenth has a new penalty. SQLite, and PostgreSQL when BENCH_PG names an empty database.
set -euo pipefail
n=${BENCH_ENTERPRISES:-100000}
/usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench rate --enterprises "$n"
if [[ -n "${BENCH_PG:-}" ]]; then
  /usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench rate --enterprises "$n" --store-url "$BENCH_PG"
fi
