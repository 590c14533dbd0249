#!/bin/sh
# Makes every file of ../data from its sources and compares it with the
# committed one: sh all.sh [FOLDER]. The files go to FOLDER, by default to a new
# temporary one, and never to ../data. Exit status 1 if any of them differs.
# Needs Debian 12 (apt-get, dpkg-deb), Node.js 20 or later with npm, and Go.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$(mktemp -d)}
mkdir -p "$out"
out=$(CDPATH='' cd -- "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
apt-get download python3-sklearn=1.2.1+dfsg-1 fonts-wqy-microhei=0.2.0-beta-3.1
for package in *.deb; do
	dpkg-deb -x "$package" .
done
cp "$here"/*.mjs "$here/package.json" .
npm install --ignore-scripts --no-package-lock --no-audit --no-fund
sha256sum --check "$here/inputs.sha256"

node --test ./*.test.mjs
node make.mjs usr/share/fonts/truetype/wqy/wqy-microhei.ttc "$out"
cd "$here"
go run ../train -csv "$work/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz" \
	-o "$out/digits.npy" -targets "$out/digits-targets.txt"
cd "$work"
echo "made in $out:"
node compare.mjs "$out" "$here/../data"
