#!/usr/bin/env bash
# Makes everything of a release in the folder dist, or DIST: binaries, deb and rpm,
# software bills of materials, checksums. The same commit gives the same bytes.
# PLATFORMS limits what is made: PLATFORMS=linux/amd64.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=${DIST:-dist}
platforms=${PLATFORMS:-linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64}
version=${VERSION:-$(git describe --tags --match 'v[0-9]*' --always --dirty)}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export CGO_ENABLED=0 TZ=UTC LC_ALL=C
unset GAINSAY_DB # the default of a flag in man pages
umask 022

# A version of a package begins with a digit and has no hyphen. Without a tag, later commits count up.
case $version in
  v[0-9]*) PACKAGE_VERSION=$(tr - + <<<"${version#v}") ;;
  *) PACKAGE_VERSION=0.0.$(git rev-list --count HEAD)+$(tr - + <<<"$version") ;;
esac
export PACKAGE_VERSION=${PACKAGE:-$PACKAGE_VERSION}

nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4
sbom=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
GOBIN=$tools go install -trimpath "$nfpm"
GOBIN=$tools go install -trimpath "$sbom"

rm -rf "$dist"
mkdir -p "$dist/empty"
dist=$(cd "$dist" && pwd)
go run -tags man ./cmd/gainsay man "$tools/man" docs/guide
gzip -9n "$tools/man"/*
mkdir "$tools/guide"
mv "$tools/man"/*.7.gz "$tools/guide"
mkdir "$tools/completion"
go build -o "$tools/host" ./cmd/gainsay
"$tools/host" completion bash >"$tools/completion/gainsay.bash"
"$tools/host" completion zsh >"$tools/completion/_gainsay"
"$tools/host" completion fish >"$tools/completion/gainsay.fish"

# package OS ARCH: deb and rpm of a binary.
package() {
  local stage=$tools/stage-$2
  mkdir "$stage"
  cp -r "$tools/man" "$tools/guide" "$tools/completion" LICENSE NOTICE release/nfpm.yaml release/gainsay.* "$stage"
  install -m 755 release/p*.sh "$stage"
  install -m 755 "$dist/gainsay-$1-$2" "$stage/gainsay"
  chmod -R u=rwX,go=rX "$stage"
  find "$stage" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  for kind in deb rpm; do
    (cd "$stage" && ARCH=$2 "$tools/nfpm" package -f nfpm.yaml -p "$kind" -t "$dist/gainsay-$1-$2.$kind" >/dev/null)
  done
}

for p in $platforms; do
  os=${p%/*} arch=${p#*/} ext=
  [[ $os != windows ]] || ext=.exe
  bin=$dist/gainsay-$os-$arch$ext
  GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$version" -o "$bin" ./cmd/gainsay
  "$tools/cyclonedx-gomod" bin -json -noserial -version "$version" -output "$bin.cdx.json" "$bin" 2>/dev/null
  # The time at which it was made and the name of a temporary file are no part of a release.
  sed -i '/^ *"timestamp": /d' "$bin.cdx.json"
  [[ $os != linux ]] || package "$os" "$arch"
done
rmdir "$dist/empty"
(cd "$dist" && sha256sum -- * >SHA256SUMS && mkdir empty)
echo "$dist: $version"
