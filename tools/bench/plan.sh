#!/usr/bin/env bash
# Duties of a province: 100,000 enterprises with 60 duties (those of the pack, several times over) planned for the first
# time, planned again when nothing differs, one that changed, and Today. SQLite, and PostgreSQL when BENCH_PG names an empty database.
set -euo pipefail
n=${BENCH_ENTERPRISES:-100000}
duties=${BENCH_DUTIES:-60}
/usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench plan --enterprises "$n" --duties "$duties"
if [[ -n "${BENCH_PG:-}" ]]; then
  /usr/bin/time -f '{"peak_kib":%M}' "$ANLU_BIN" bench plan --enterprises "$n" --duties "$duties" --store-url "$BENCH_PG"
fi
