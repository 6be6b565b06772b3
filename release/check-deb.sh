#!/usr/bin/env bash
# The life of the deb, in a root folder of its own, so that nothing of this machine
# changes: dpkg installs an older version, the unit's command serves and gets data,
# dpkg upgrades under it, the new version reads the data, dpkg removes the package,
# the data stays. Needs dpkg. The scripts of the package find no systemd in that folder.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=release/parts.sh
. release/parts.sh
root=$(mktemp -d)
trap '[[ -z ${pid-} ]] || kill "$pid" 2>/dev/null || true; chmod -R u+w "$root"; rm -rf "$root"' EXIT
say() { echo "release-check: $*"; }
fail() { say "$*" >&2; exit 1; }

old=${1:-$root/v0.0.1.deb} new=${2:-$root/v0.0.2.deb} # or two packages made before
if (($# < 2)); then # of this commit, linked once: the second differs in the bytes of its version
  tools=$root/tools
  mkdir "$tools"
  go build -tags man -ldflags "-s -w -X main.version=v0.0.1-test-of-deb" -o "$root/gainsay-old" ./cmd/gainsay
  sed 's/v0\.0\.1-test-of-deb/v0.0.2-test-of-deb/g' "$root/gainsay-old" >"$root/gainsay-new"
  chmod +x "$root/gainsay-new"
  prepare "$tools" "$root/gainsay-old" "$root/gainsay-old"
  package deb "$root/gainsay-old" "$(dpkg --print-architecture)" v0.0.1 "$old"
  package deb "$root/gainsay-new" "$(dpkg --print-architecture)" 0a1b2c3 "$new" # a later commit without a tag
  [[ $(dpkg-deb --field "$new" Version) =~ ^0\.0\.[0-9]+\+0a1b2c3 ]] || fail "version $(dpkg-deb --field "$new" Version)"
fi

sys=$root/sys
mkdir -p "$sys"/var/lib/{dpkg/{updates,info},gainsay} && touch "$sys"/var/lib/dpkg/{status,available}
in_root() { dpkg --root="$sys" --force-not-root --force-script-chrootless --log=/dev/null "$@" >/dev/null; }
export GAINSAY_DB=$sys/var/lib/gainsay/gainsay.db
gainsay=$sys/usr/bin/gainsay

# start runs what the unit runs and waits until it is well.
start() {
  local command
  : >"$root/log"
  command=$(sed -n 's/^ExecStart=\/usr\/bin\/gainsay //p' "$sys/usr/lib/systemd/system/gainsay.service")
  # shellcheck disable=SC2086 # words of the command
  "$gainsay" ${command/\$GAINSAY_OPTIONS/} --addr 127.0.0.1:0 2>"$root/log" &
  pid=$!
  for _ in {1..1200}; do
    addr=$(sed -n 's/.* at http:\/\/\([0-9.:]*\) .*/\1/p' "$root/log")
    if [[ -n $addr ]] && "$gainsay" health --addr "$addr" >/dev/null 2>&1; then return; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep .1
  done
  cat "$root/log"; fail "the server does not start"
}
stop() { kill -TERM "$pid"; wait "$pid" || fail "the server ends with $?"; pid=; }

in_root -i "$old"
was=$("$gainsay" version | head -1)
for f in usr/share/man/man1/gainsay-serve.1.gz usr/share/man/man7/gainsay-guide.7.gz usr/share/bash-completion/completions/gainsay etc/gainsay/gainsay.env \
  usr/lib/systemd/system/gainsay.socket; do
  [[ -s $sys/$f ]] || fail "no $f"
done
start
"$gainsay" import --encoder off testdata/sample >/dev/null 2>&1
before=$("$gainsay" threads 2>/dev/null)
echo 'GAINSAY_OPTIONS=--log' >>"$sys/etc/gainsay/gainsay.env"
say "installed, serving, $(wc -l <<<"$before") lines of threads"

in_root -i --force-confold "$new"
"$gainsay" health --addr "$addr" >/dev/null || fail "the old server does not outlive the upgrade"
stop
start
[[ $("$gainsay" version | head -1) != "$was" ]] || fail "not upgraded"
[[ $("$gainsay" threads 2>/dev/null) == "$before" ]] || fail "the threads differ after the upgrade"
grep -q '^GAINSAY_OPTIONS' "$sys/etc/gainsay/gainsay.env" || fail "the upgrade lost the configuration"
"$gainsay" doctor >/dev/null || fail "the database has faults"
stop
say "upgraded with the data and the configuration"

in_root -r gainsay
[[ ! -e $gainsay ]] || fail "the program is left"
[[ -s $GAINSAY_DB ]] || fail "the data is gone"
in_root -P gainsay
[[ ! -e $sys/etc/gainsay/gainsay.env && -s $GAINSAY_DB ]] || fail "purging left the configuration, or took the data"
say "removed and purged; the data stays"
