# shellcheck shell=bash
# Functions for the scripts of this folder: what a release is made of.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export CGO_ENABLED=0 TZ=UTC LC_ALL=C
unset GAINSAY_DB # the default of a flag in man pages
umask 022

# install_nfpm FOLDER: the program that makes packages.
install_nfpm() { GOBIN=$1 go install github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4; }

# prepare FOLDER GAINSAY [MAN]: what all packages share, in a folder; the program is one for this machine, and MAN one
# that was built with the tag man. NFPM may name an nfpm that was installed before.
prepare() {
  local to=$1
  [[ -n ${NFPM-} ]] || { install_nfpm "$to"; NFPM=$to/nfpm; }
  if [[ -n ${3-} ]]; then "$3" man "$to/man" docs/guide; else go run -tags man ./cmd/gainsay man "$to/man" docs/guide; fi
  gzip -9n "$to/man"/*
  mkdir "$to/guide" "$to/completion"
  mv "$to/man"/*.7.gz "$to/guide"
  "$2" completion bash >"$to/completion/gainsay.bash"
  "$2" completion zsh >"$to/completion/_gainsay"
  "$2" completion fish >"$to/completion/gainsay.fish"
}

# package_version VERSION: begins with a digit and has no hyphen. Without a tag, later commits count up.
package_version() {
  case $1 in
    v[0-9]*) tr - + <<<"${1#v}" ;;
    *) echo "0.0.$(git rev-list --count HEAD)+$(tr - + <<<"$1")" ;;
  esac
}

# package KIND BINARY ARCH VERSION FILE: a deb or rpm of a binary, with what prepare put into $tools.
package() {
  local stage version
  version=$(package_version "$4")
  stage=$(mktemp -d "$tools/stage-XXXXXX")
  cp -r "$tools/man" "$tools/guide" "$tools/completion" LICENSE NOTICE release/nfpm.yaml release/gainsay.* "$stage"
  install -m 755 release/post*.sh release/pre*.sh "$stage"
  install -m 755 "$2" "$stage/gainsay"
  chmod -R u=rwX,go=rX "$stage"
  find "$stage" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  (cd "$stage" && ARCH=$3 PACKAGE_VERSION=$version "$NFPM" package -f nfpm.yaml -p "$1" -t "$5" >/dev/null)
  rm -rf "$stage"
}
