#!/usr/bin/env bash
# `anlu screen` beside DuckDB and Polars on the same generated file in one run: findings and their digest (equal when the
# verdicts are), rows per second, peak memory. Usage: tools/bench/screen.sh [VEHICLES [DAYS]]; default 1000 2, which is
# about 5.7 million rows. BENCH_RUNS: runs of each, default 3. ANLU_BIN: the program.
#
# Needs ../shared/bench (generator and peers) and python3 with venv; what it makes stays in BENCH_SCRATCH for the next run.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
vehicles=${1:-${BENCH_VEHICLES:-1000}}
days=${2:-2}
bench=$root/../shared/bench
scratch=${BENCH_SCRATCH:-${TMPDIR:-/tmp}/anlu-bench-screen}
anlu=${ANLU_BIN:-${CARGO_TARGET_DIR:-$root/target}/release/anlu}

if [ ! -f "$bench/gen.py" ]; then
  echo "screen: skipped, $bench is not there" >&2
  exit 0
fi
mkdir -p "$scratch"
python=${BENCH_PYTHON:-$scratch/venv/bin/python}
if ! "$python" -c 'import duckdb, polars, pyarrow, numpy' 2>/dev/null; then
  echo "screen: installing duckdb, polars, pyarrow and numpy into $scratch/venv" >&2
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet duckdb polars pyarrow numpy >&2
  python=$scratch/venv/bin/python
fi
file=$scratch/traces-$vehicles-$days.parquet
if [ ! -f "$file" ]; then
  "$python" "$bench/gen.py" --vehicles "$vehicles" --days "$days" --seed 1 --out "$file.new" >&2
  mv "$file.new" "$file"
fi

# Reads what a program said (summary on standard input) and prints one JSON object; for Anlu the digest of the peers is
# made from its lines: vehicle, start, end, driving minutes.
told='
import hashlib, json, re, sys
tool, threads, vehicles, days, lines = sys.argv[1:6]
text = sys.stdin.read()
if lines:
    rows = [json.loads(line) for line in open(lines)]
    rows = sorted((r["vehicle"], r["start_ms"], r["end_ms"], r["driving_minutes"]) for r in rows)
    joined = "\n".join(f"{v},{s},{e},{m:.3f}" for v, s, e, m in rows)
    digest = hashlib.sha256(joined.encode()).hexdigest()[:16]
else:
    digest = re.search(r"digest (\w+)", text)[1]
number = lambda pattern: float(re.search(pattern, text)[1])
print(json.dumps({
    "bench": "screen", "tool": tool, "threads": int(threads), "vehicles": int(vehicles), "days": int(days),
    "findings": int(number(r"(\d+) findings")), "digest": digest, "seconds": number(r"([\d.]+) s(?:econds)?\b"),
    "million_rows_per_second": number(r"([\d.]+) M rows/s"), "peak_mib": int(number(r"peak (\d+) MiB")),
}))'
tell() { "$python" -c "$told" "$1" "$threads" "$vehicles" "$days" "${2:-}"; }

for _ in $(seq "${BENCH_RUNS:-3}"); do
  for threads in 1 2; do
    # Exit code 1 says that there are findings.
    "$anlu" screen "$file" --rule fatigue.continuous --threads "$threads" \
      >"$scratch/findings.jsonl" 2>"$scratch/summary.txt" || [ $? -eq 1 ]
    tell anlu "$scratch/findings.jsonl" <"$scratch/summary.txt"
    "$python" "$bench/screen_duckdb.py" "$file" "$threads" | tell duckdb
    POLARS_MAX_THREADS=$threads "$python" "$bench/screen_polars.py" "$file" | tell polars
  done
done
