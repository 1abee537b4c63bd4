#!/bin/sh
# Succeeds where run.sh fails because of the planted fault, and keeps the input that shows it.
#
# Usage: expect_failure.sh RUNNER TARGET CORPUS
rm -rf "$3"
mkdir -p "$3"
if output=$(sh "$1" "$2" "$3" 200000 2>&1); then
  echo "$output"
  echo "not ok the planted fault: nobody noticed it"
  exit 1
fi
case "$output" in
  *"not ok "*heap-buffer-overflow*"input 52544d"*) ;;
  *) echo "$output"; echo "not ok the planted fault: it failed otherwise"; exit 1 ;;
esac
if sh "$1" "$2" "$3" 200000 >"$3/replay.txt" 2>&1 || [ "$(find "$3" -name 'crash-*' | wc -l)" -ne 1 ]; then
  cat "$3/replay.txt"
  echo "not ok the planted fault: its input was not kept, or does not fail again"
  exit 1
fi
echo "ok a planted fault is found, fails the run, and its input is kept"
