#!/usr/bin/env bash
# Makes a release twice, the second time from a copy in another folder and without
# the build cache of the first, and compares the checksums.
set -euo pipefail
cd "$(dirname "$0")/.."
release/make-release.sh
copy=$(mktemp -d)
trap 'chmod -R u+w "$copy" && rm -rf "$copy"' EXIT
git clone -q --no-hardlinks . "$copy/elsewhere"
[[ -z $(git status --porcelain) ]] || { echo "commit first: the copy has committed files only" >&2; exit 1; }
VERSION=${VERSION:-$(git describe --tags --match 'v[0-9]*' --always --dirty)} \
  GOCACHE=${REPRODUCE_CACHE:-$copy/cache} "$copy/elsewhere/release/make-release.sh"
diff dist/SHA256SUMS "$copy/elsewhere/dist/SHA256SUMS" && echo "both times the same bytes"
