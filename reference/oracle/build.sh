#!/usr/bin/env bash
# Compiles the oracle.
#
#	bash reference/oracle/build.sh [-install] FILE
#
# It needs a C compiler, and Arb, MPFR and GMP with their headers. With -install,
# as root or with CI=true, what is missing is installed as Debian packages. The
# exit status is 3 if something is missing, which with CI=true is a failure: 1.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

install=
if [ "${1:-}" = -install ]; then
	install=1
	shift
fi
if [ $# -ne 1 ]; then
	echo "usage: build.sh [-install] FILE" >&2
	exit 2
fi
here=$(dirname "${BASH_SOURCE[0]}")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# find_libraries finds the libraries as they are since FLINT 3, or as in
# FLINT 2, where Arb is apart.
find_libraries() {
	local arb
	command -v gcc >/dev/null || return 1
	echo 'int main(void) { arb_t y; arb_init(y); arb_clear(y); return mpfr_get_version() == 0; }' >"$tmp/probe.c"
	for arb in -lflint "-lflint-arb -lflint"; do
		libraries="$arb -lmpfr -lgmp -lm"
		gcc -include "$here/oracle.h" -o "$tmp/probe" "$tmp/probe.c" $libraries 2>"$tmp/err" && return
	done
	return 1
}

# install_libraries takes the package that Arb is in.
install_libraries() {
	local arb=libflint-arb-dev
	apt-get -qq update || return 1
	[ -n "$(apt-cache search --names-only '^libflint-arb-dev$')" ] || arb=libflint-dev
	apt-get -qq install -y --no-install-recommends gcc libc6-dev $arb libmpfr-dev
}

if ! find_libraries; then
	if [ -n "$install" ] && command -v apt-get >/dev/null && { [ "${CI:-}" = true ] || [ "$(id -u)" = 0 ]; }; then
		echo "installing Arb and MPFR" >&2
		install_libraries >"$tmp/apt" 2>&1 || tail -n 5 "$tmp/apt" >&2
	fi
	if ! find_libraries; then
		[ ! -s "$tmp/err" ] || grep -m 1 -E 'error|cannot find' "$tmp/err" >&2 || true
		echo "no Arb or MPFR here to check against: apt-get install gcc libflint-arb-dev libmpfr-dev" >&2
		[ "${CI:-}" != true ] || exit 1
		exit 3
	fi
fi
gcc -std=c11 -O2 -Wall -Wextra -o "$1" "$here"/*.c $libraries
