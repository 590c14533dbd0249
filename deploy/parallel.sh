#!/bin/sh
# Sixteen shards of an exhaustive run by GNU parallel, here or, with --sshlogin, on many
# machines: deploy/parallel.sh FOLDER ARGUMENTS OF softulp exhaustive
# The log in the folder knows which shards are done: run it again, and only those that
# are not are run.
set -eu
folder=$1
shift
mkdir -p "$folder"
seq 0 15 | parallel --quote --joblog "$folder/log" --resume-failed --jobs "${JOBS:-100%}" \
	"${SOFTULP:-softulp}" exhaustive "$@" --shard {}/16 --json "$folder/shard-{}.json" >/dev/null
exec "${SOFTULP:-softulp}" merge "$folder"/shard-*.json --json "$folder/whole.json"
