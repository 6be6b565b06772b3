#!/usr/bin/env bash
# notes.sh VERSION prints what CHANGELOG.md says of a version, such as v0.1.0: the
# notes of its release. It fails where the file has no section of that version, or an empty one.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:?version, such as v0.1.0}
notes=$(awk -v heading="## ${version#v}" '
  /^## / { inside = index($0, heading) == 1 && substr($0, length(heading) + 1) ~ /^( |$)/; next }
  inside' CHANGELOG.md)
[[ -n ${notes//[[:space:]]/} ]] || { echo "CHANGELOG.md has no section \"## ${version#v}\"" >&2; exit 1; }
sed -e '/./,$!d' <<<"$notes"
