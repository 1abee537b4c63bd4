#!/bin/sh
# The command rtmixer. Without a window (run, report) the program needs no display: it is started on
# Chromium's platform for machines that have none.
program=$(dirname "$(readlink -f "$0")")/rtmixer
case "${1-}" in
run | report) exec "$program" --ozone-platform=headless "$@" ;;
*) exec "$program" "$@" ;;
esac
