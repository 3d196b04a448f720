#!/usr/bin/env bash
# Imports 50,000 invented people of 200 invented enterprises three times, each into a fresh folder: seconds as a whole
# process, and of a second import of the same file, which changes nothing.
set -euo pipefail
: "${ANLU_BIN:?path of the release binary}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PY'
import csv, sys
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
def credit(n):
    body = f"91330282{n:09d}"
    rest = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[(31 - rest % 31) % 31]
def identity(n):
    body = f"330282{1960 + n % 40}{1 + n % 12:02d}{1 + n % 28:02d}{n // 40 % 1000:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]
with open(f"{sys.argv[1]}/enterprises.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["企业名称", "统一社会信用代码", "业态"])
    for n in range(200):
        out.writerow([f"示例运输{n}号有限公司", credit(n), "普货"])
seen, n = set(), 0
with open(f"{sys.argv[1]}/people.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["姓名", "身份证号", "手机号", "所属企业", "岗位"])
    while len(seen) < 50_000:
        code, n = identity(n * 7919 % 40_000_000), n + 1
        if code not in seen:
            seen.add(code)
            out.writerow([f"示例{len(seen)}", code, f"139{len(seen):08d}", credit(len(seen) % 200), "驾驶员"])
PY
seconds() { local from=$EPOCHREALTIME; "$@" > "$work/answer" 2> "$work/errors" || { tail -n 5 "$work/errors" >&2; tail -n 5 "$work/answer" >&2; exit 1; }; awk "BEGIN{print $EPOCHREALTIME-$from}"; }
for run in 1 2 3; do
  data="$work/data$run"
  seconds "$ANLU_BIN" import enterprises "$work/enterprises.csv" --data "$data" > "$work/none"
  first=$(seconds "$ANLU_BIN" import people "$work/people.csv" --data "$data")
  again=$(seconds "$ANLU_BIN" import people "$work/people.csv" --data "$data")
  grep -q '"unchanged":50000' "$work/answer" || { cat "$work/answer" >&2; exit 1; }
  echo "{\"bench\":\"import\",\"run\":$run,\"rows\":50000,\"seconds\":$first,\"again_seconds\":$again}"
done
