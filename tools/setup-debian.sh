#!/usr/bin/env bash
# Installs what a Debian machine with Rust, Node >= 20 and make still lacks. Prints each package and why; installs
# nothing that is there. Safe to run again and again.
#   tools/setup-debian.sh demo   what `make demo` needs
#   tools/setup-debian.sh test   what `make test` needs: also Chromium, fonts and PostgreSQL
set -euo pipefail

usage() { sed -n '2,5p' "$0" | sed 's/^# \{0,1\}//'; }
mode="${1:-}"
case "$mode" in
  demo | test) ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

wanted=()
want() { # package, reason
  echo "setup: installing $1: $2"
  wanted+=("$1")
}

has_cjk_font() { command -v fc-list >/dev/null && fc-list :lang=zh-cn family 2>/dev/null | grep -q .; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

for tool in cargo node npm make; do
  command -v "$tool" >/dev/null || { echo "setup: $tool is missing; install it first (Rust from rustup.rs, Node 20 or newer)" >&2; exit 3; }
done
major="$(node -p 'process.versions.node.split(".")[0]')"
[ "$major" -ge 20 ] || { echo "setup: Node $(node --version) is too old, 20 or newer is needed" >&2; exit 3; }

command -v cc >/dev/null || want gcc "the linker of Rust, and the C compiler of the bundled SQLite"
[ -e /usr/include/stdlib.h ] || want libc6-dev "headers for the bundled SQLite"

if [ "$mode" = demo ] && ! has_cjk_font; then
  want fonts-noto-cjk "Chinese letters in documents (PDF) and in the browser"
fi
if [ "$mode" = test ]; then
  [ -x /usr/bin/chromium ] || want chromium "the browser that the end-to-end tests drive"
  has_cjk_font || want fonts-noto-cjk "Chinese letters in documents (PDF) and in the screenshots of the tests"
  has_postgres || want postgresql "the store tests run on PostgreSQL as well as on SQLite"
fi

if [ "${#wanted[@]}" -eq 0 ]; then
  echo "setup: nothing to install for $mode"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: run as root, or install sudo: apt-get install ${wanted[*]}" >&2; exit 3; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
install() { "${as_root[@]}" apt-get install -y --no-install-recommends "${wanted[@]}"; }
# Package lists may be missing or stale on a fresh machine: refresh them once when the first attempt fails.
install || { "${as_root[@]}" apt-get update && install; }
echo "setup: done"
