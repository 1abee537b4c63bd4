#!/bin/sh
# Runs a fuzz target: its whole corpus, then new inputs, 4 seconds at most, 60 where RTMIXER_LONG is 1.
# What it finds on its way is thrown away, what makes it fail is kept in the corpus.
#
# Usage: run.sh TARGET CORPUS
set -e
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
if [ "${RTMIXER_LONG:-0}" = 1 ]; then
  runs=-1 seconds=60
else
  runs=200000 seconds=4
fi
"$1" -seed=20261122 -runs="$runs" -max_total_time="$seconds" -max_len=1024 -timeout=20 -print_final_stats=0 \
  -verbosity=0 -artifact_prefix="$2/" "$found" "$2"
echo "ok $(find "$2" -type f | wc -l) inputs kept, more made up: none misbehaves"
