#!/bin/sh
# Installs RtMixer from the folder of this script.
#
# Usage: sudo ./install.sh [FOLDER]    for all users, in /opt/rtmixer or FOLDER
#        ./install.sh [FOLDER]         for you alone, in ~/.local/opt/rtmixer or FOLDER
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)

if [ "$(id -u)" = 0 ]; then
  program=${1:-/opt/rtmixer}
  bin=/usr/local/bin
  share=/usr/local/share
else
  program=${1:-$HOME/.local/opt/rtmixer}
  bin=$HOME/.local/bin
  share=${XDG_DATA_HOME:-$HOME/.local/share}
  # Without user namespaces Chromium's sandbox needs a helper that belongs to root.
  if ! unshare --user --map-root-user true 2>/dev/null; then
    echo "This system lets no program of yours make a sandbox: run sudo ./install.sh, or install the .deb." >&2
    exit 1
  fi
fi
case $program in
  /*) ;;
  *) program=$PWD/$program ;;
esac
if [ -e "$program" ] && [ ! -e "$program/installed-files" ]; then
  echo "$program exists and is not RtMixer's; name another folder: ./install.sh FOLDER" >&2
  exit 1
fi
if [ -e "$program" ]; then
  "$program/uninstall.sh"
fi

# Every file and folder that is made is listed, folders after what is in them when read backwards.
list=$(mktemp)
trap 'rm -f "$list"' EXIT
make_folder() {
  if [ ! -d "$1" ]; then
    make_folder "$(dirname "$1")"
    mkdir "$1"
    echo "$1" >>"$list"
  fi
}
make_folder "$(dirname "$program")"
cp -R "$here/rtmixer" "$program"
cp "$here/uninstall.sh" "$program/"
if [ "$(id -u)" = 0 ]; then
  chown -R 0:0 "$program"
  chmod 4755 "$program/chrome-sandbox"
fi

make_folder "$bin"
ln -sf "$program/rtmixer" "$bin/rtmixer"
echo "$bin/rtmixer" >>"$list"
for file in $(cd "$here/share" && find . -type f); do
  target=$share/${file#./}
  make_folder "$(dirname "$target")"
  cp "$here/share/$file" "$target"
  echo "$target" >>"$list"
done
# Rules of entries: an argument is quoted, what is special in quotes has a backslash, and each backslash
# is written twice.
entry=$share/applications/rtmixer.desktop
escaped=$(printf '%s' "$program/rtmixer" | sed 's/\\/&&&&/g; s/["`$]/\\\\&/g; s/%/%%/g; s/[&|\\]/\\&/g')
sed "s|@PROGRAM@|\"$escaped\"|" "$here/share/applications/rtmixer.desktop" >"$entry"
cp "$list" "$program/installed-files"

update-mime-database "$share/mime" 2>/dev/null || true
update-desktop-database "$share/applications" 2>/dev/null || true
echo "RtMixer is installed in $program; $program/uninstall.sh removes it."
