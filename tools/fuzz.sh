#!/bin/sh
# Builds every fuzz target with the nightly compiler and runs each for so many seconds (default 60); cargo-fuzz is not
# needed. Stops at the first input that breaks something; the input is left beside the corpus.
# usage: tools/fuzz.sh [seconds [target...]]
set -eu
cd "$(dirname "$0")/../fuzz"
seconds=${1:-60}
[ $# -gt 0 ] && shift
host=$(rustc -vV | sed -n 's/^host: //p')
target_dir=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage="$coverage -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
RUSTFLAGS="$coverage --cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Clinker=c++" \
  CARGO_TARGET_DIR=$target_dir cargo +nightly build --release --locked --target "$host"
[ $# -gt 0 ] || set -- $(sed -n 's/^name = "\(.*\)"$/\1/p' Cargo.toml | grep -v '^anlu-fuzz$')
# Golden frames to begin with: as they lie on the wire, without their flags, and (JT/T 809) as message id and body.
seed() {
  frames=../crates/protocols/testdata/$2
  { awk 1 "$frames"/*/*.hex || :; grep -rhso '"hex":"[0-9a-f]*"' "$frames" | cut -d'"' -f4; } 2>/dev/null | sed -n "$3" | while read -r hex; do
    printf '%s' "$hex" | xxd -r -p >"corpus/$1/$(printf '%s' "$hex" | cksum | cut -d' ' -f1)"
  done
}
for target; do
  echo "== $target, $seconds s"
  mkdir -p "corpus/$target" "artifacts/$target"
  case $target in
    jt809_message) seed "$target" jt809 's/^5b.\{16\}\(....\).\{24\}\(.*\)......$/\1\2/p' ;;
    jt809_header) seed "$target" jt809 's/^5b\(.*\)5d$/\1/p' ;;
    jt809_*) seed "$target" jt809 p ;;
    header) seed "$target" jt808 's/^7e\(.*\)7e$/\1/p' ;;
    *) seed "$target" jt808 p ;;
  esac
  "$target_dir/$host/release/$target" "corpus/$target" -max_total_time="$seconds" -max_len=4096 \
    -artifact_prefix="artifacts/$target/" -verbosity=0 -print_final_stats=1
done
