// Package site classifies the site that an address leads to, by its host.
package site

import (
	_ "embed"
	"net/url"
	"strings"
	"sync"
)

// Other is the kind of a site that is not listed.
const Other = "an unlisted site"

//go:embed site.txt
var list string

// kinds gives the kind of a host, or of an end of one, without a leading dot.
var kinds = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	kind := ""
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			kind = strings.Trim(line, "[]")
		default:
			for host := range strings.FieldsSeq(line) {
				out[strings.TrimPrefix(host, ".")] = kind
			}
		}
	}
	return out
})

// Kind returns the kind of site that an address leads to, with its article:
// "a news site", "research". The scheme may be missing. An address that is not
// listed or cannot be parsed leads to Other.
func Kind(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return Other
	}
	for host := strings.ToLower(u.Hostname()); host != ""; {
		if kind, ok := kinds()[host]; ok {
			return kind
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return Other
}
