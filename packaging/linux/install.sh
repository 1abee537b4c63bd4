#!/bin/sh
# Installs RtMixer from the folder of this script.
#
# Usage: sudo ./install.sh [FOLDER]    for all users, in /opt/rtmixer or FOLDER
#        ./install.sh [FOLDER]         for you alone, in ~/.local/opt/rtmixer or FOLDER
set -eu
umask 022
unset CDPATH
here=$(cd "$(dirname "$0")" && pwd)

if [ "$(id -u)" = 0 ]; then
  program=${1:-/opt/rtmixer}
  bin=/usr/local/bin
  share=/usr/local/share
else
  if [ ! -d "${HOME:-}" ]; then
    echo "HOME names no folder of yours, so there is no place to install to: set it, or run sudo ./install.sh." >&2
    exit 1
  fi
  program=${1:-$HOME/.local/opt/rtmixer}
  bin=$HOME/.local/bin
  # What is not absolute counts as not set.
  case ${XDG_DATA_HOME:-} in
    /*) share=$XDG_DATA_HOME ;;
    *) share=$HOME/.local/share ;;
  esac
  # Without user namespaces Chromium's sandbox needs a helper that belongs to root.
  if command -v unshare >/dev/null && ! unshare --user --map-root-user true 2>/dev/null; then
    echo "This system lets no program of yours make a sandbox: run sudo ./install.sh, or install the .deb." >&2
    exit 1
  fi
fi
case $program in
  /*) ;;
  *) program=$PWD/$program ;;
esac
program=${program%/}
if [ -e "$program" ] && [ ! -e "$program/installed-files" ]; then
  echo "$program exists and is not RtMixer's; name another folder: ./install.sh FOLDER" >&2
  exit 1
fi

# The new program is whole before the old one goes.
staged=$program.part
list=$(mktemp)
trap 'rm -rf "$list" "$staged"' EXIT
# Every file and folder that is made is listed, folders after what is in them when read backwards.
make_folder() {
  if [ ! -d "$1" ]; then
    make_folder "$(dirname "$1")"
    mkdir "$1"
    echo "$1" >>"$list"
  fi
}
make_folder "$(dirname "$program")"
rm -rf "$staged"
if ! cp -R "$here/rtmixer" "$staged"; then
  echo "RtMixer could not be copied to $program (see above); what was installed before is unchanged." >&2
  exit 1
fi
# Whatever umask the archive was unpacked with.
chmod -R u+w,go-w,a+rX "$staged"
cp "$here/uninstall.sh" "$staged/"
chmod 755 "$staged/uninstall.sh"
if [ "$(id -u)" = 0 ]; then
  chown -R 0:0 "$staged"
  chmod 4755 "$staged/chrome-sandbox"
fi
if [ -e "$program" ]; then
  # Folders that an earlier version made and that stay are made by us, too.
  while IFS= read -r made; do
    if [ -d "$made" ] && [ ! -L "$made" ]; then
      echo "$made" >>"$list"
    fi
  done <"$program/installed-files"
  "$program/uninstall.sh"
fi
mv "$staged" "$program"

make_folder "$bin"
ln -sf "$program/rtmixer-command" "$bin/rtmixer"
echo "$bin/rtmixer" >>"$list"
for file in $(cd "$here/share" && find . -type f); do
  target=$share/${file#./}
  make_folder "$(dirname "$target")"
  rm -f "$target"
  cp "$here/share/$file" "$target"
  chmod 644 "$target"
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
