#!/bin/sh
# Removes RtMixer from the folder of this script, and everything that install.sh made with it.
# Sessions and settings stay where they are.
set -eu
unset CDPATH
program=$(cd "$(dirname "$0")" && pwd)
list=$program/installed-files
if [ ! -e "$list" ]; then
  echo "$program was not installed by install.sh; delete the folder." >&2
  exit 1
fi
if [ ! -w "$program" ] || [ ! -w "$(dirname "$program")" ]; then
  echo "$program belongs to another user: run sudo $program/uninstall.sh" >&2
  exit 1
fi
place=$(cd "$program" && pwd -P)
for process in /proc/[0-9]*/exe; do
  if [ "$(readlink "$process" 2>/dev/null)" = "$place/rtmixer" ]; then
    echo "RtMixer is running: quit it, then run this again." >&2
    exit 1
  fi
done
# The folder that this was started from may be the one that goes.
cd /

kept=$(mktemp)
trap 'rm -f "$kept"' EXIT
cp "$list" "$kept"
while IFS= read -r file; do
  if [ ! -d "$file" ] || [ -L "$file" ]; then
    rm -f "$file"
  fi
done <"$kept"
mime=$(sed -n 's|/packages/rtmixer\.xml$||p' "$kept")
entries=$(sed -n 's|/rtmixer\.desktop$||p' "$kept")
rm -rf "$program"
# What was made of the lists of types and entries is made again without ours, or goes with the lists.
if grep -qxF "$mime" "$kept" && [ -z "$(ls "$mime/packages" 2>/dev/null)" ]; then
  rm -rf "$mime"
else
  update-mime-database "$mime" 2>/dev/null || true
fi
update-desktop-database "$entries" 2>/dev/null || true
if grep -qxF "$entries" "$kept" && [ "$(ls "$entries" 2>/dev/null)" = mimeinfo.cache ]; then
  rm -f "$entries/mimeinfo.cache"
fi
# Folders that were made, the innermost first, where nothing else is in them by now.
sed '1!G;h;$!d' "$kept" | while IFS= read -r folder; do
  if [ -d "$folder" ]; then
    rmdir "$folder" 2>/dev/null || true
  fi
done
echo "RtMixer was removed. Your sessions and settings are kept."
