#!/usr/bin/env bash
# Makes everything of a release in the folder dist, or DIST: binaries, deb and rpm,
# software bills of materials, checksums. The same commit gives the same bytes.
# PLATFORMS limits what is made: PLATFORMS=linux/amd64.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=${DIST:-dist}
platforms=${PLATFORMS:-linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64}
version=${VERSION:-$(git describe --tags --match 'v[0-9]*' --always --dirty)}
# shellcheck source=release/parts.sh
. release/parts.sh

sbom=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
GOBIN=$tools go install -trimpath "$sbom"
rm -rf "$dist"
mkdir -p "$dist"
dist=$(cd "$dist" && pwd)
go build -o "$tools/gainsay" ./cmd/gainsay
prepare "$tools" "$tools/gainsay"
if [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then release/notes.sh "$version" >"$dist/NOTES.md"; fi

for p in $platforms; do
  os=${p%/*} arch=${p#*/} ext=
  [[ $os != windows ]] || ext=.exe
  bin=$dist/gainsay-$os-$arch$ext
  GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$version" -o "$bin" ./cmd/gainsay
  "$tools/cyclonedx-gomod" bin -json -noserial -version "$version" -output "$bin.cdx.json" "$bin" 2>/dev/null
  # The time at which it was made and the name of a temporary file are no part of a release.
  sed -i '/^ *"timestamp": /d' "$bin.cdx.json"
  [[ $os == linux ]] || continue
  for kind in deb rpm; do package "$kind" "$bin" "$arch" "$version" "$dist/gainsay-$os-$arch.$kind"; done
done
(cd "$dist" && sha256sum -- * >SHA256SUMS && mkdir empty)
echo "$dist: $version"
