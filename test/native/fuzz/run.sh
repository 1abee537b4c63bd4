#!/bin/sh
# Runs a fuzz target: its whole corpus, then RUNS new inputs. The seed, the order of the corpus and
# the number of inputs are fixed, and addresses and what depends on them are, too, where the system
# allows it, so that every run tries the same ones. Where RTMIXER_LONG is 1 it searches for a minute instead, from a random seed,
# which it prints.
# What it finds on its way is thrown away, what makes it fail is kept in the corpus.
#
# Usage: run.sh TARGET CORPUS RUNS
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
find "$2" -type f | sort | paste -sd, - | tr -d '\n' >"$found/inputs"
mkdir "$found/new"
if [ "${RTMIXER_LONG:-0}" = 1 ]; then
  seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
  set -- "$1" "$2" -seed="$seed" -max_total_time=60
else
  # The time is a guard: the inputs take a few seconds.
  seed=20261122
  set -- "$1" "$2" -seed="$seed" -runs="$3" -use_cmp=0 -entropic=0 -max_total_time=90
fi
target=$1 corpus=$2
shift 2
if [ -s "$found/inputs" ]; then
  set -- "$@" -seed_inputs="@$found/inputs"
fi
fixed_addresses=
[ "${RTMIXER_LONG:-0}" = 1 ] || { setarch -R true 2>/dev/null && fixed_addresses="setarch -R"; }
$fixed_addresses "$target" "$@" -max_len=1024 -timeout=20 -report_slow_units=2 -verbosity=0 -print_final_stats=1 \
  -artifact_prefix="$corpus/" "$found/new" >"$found/log" 2>&1
status=$?
tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/log")
if [ "$status" -eq 0 ]; then
  echo "ok $(find "$corpus" -type f | wc -l) inputs kept, $tried tried from the seed $seed: none misbehaves"
  exit 0
fi
# Decoders' libraries tell of every damaged frame.
grep -avE '^(Note|Warning): |^\[src/libmpg123|^stat::|^$' "$found/log"
reason=$(grep -aE '^kind | is false$|: runtime error: |ERROR: ' "$found/log" | head -1)
kept=$(sed -n "s/.*Test unit written to *//p" "$found/log" | head -1)
echo "not ok $(basename "$target"), seed $seed: ${reason:-it ended with status $status}; input $(od -An -tx1 "$kept" 2>/dev/null | tr -d ' \n' | cut -c1-200)"
exit 1
