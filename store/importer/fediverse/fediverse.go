// Package fediverse reads discussions from federated networks: ActivityPub,
// Mastodon, Lemmy and Bluesky.
package fediverse

import (
	"net/url"
	"path"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// hostOf returns the host of an address, "" if there is none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// actorName derives a name from the address of an actor:
// https://sea.example/u/bo and https://sea.example/@bo are bo@sea.example.
func actorName(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	name := strings.TrimPrefix(path.Base(u.Path), "@")
	if name == "" || name == "." || name == "/" {
		return u.Host
	}
	return name + "@" + u.Host
}

var leadMention = lazy.Regexp(
	`^@([\p{L}\p{N}_.-]*[\p{L}\p{N}_-])(?:@[\p{L}\p{N}.:-]*[\p{L}\p{N}])?(?:[\s,:]+|$)`,
)

// unaddressed removes leading mentions that only address the text. names are
// the mentions listed by the source, as bo or bo@sea.example, in lower case.
func unaddressed(t markup.Text, names map[string]bool) markup.Text {
	n := 0
	for {
		m := leadMention().FindStringSubmatch(t.Plain[n:])
		if m == nil || !names[strings.ToLower(m[1])] {
			break
		}
		n += len(m[0])
	}
	return markup.Shift(t, -n, "")
}

// fediverseText returns the text of a status: its content warning, if any, and
// its content without leading mentions.
func fediverseText(content, warning string, mentioned []string) markup.Text {
	names := map[string]bool{}
	for _, m := range mentioned {
		name, _, _ := strings.Cut(strings.TrimPrefix(m, "@"), "@")
		names[strings.ToLower(name)] = true
	}
	t := unaddressed(markup.HTML(content, markup.Options{}), names)
	if warning = strings.TrimSpace(markup.Plain(warning).Plain); warning == "" ||
		warning == strings.TrimSpace(t.Plain) {
		return t
	}
	before := warning
	if t.Plain != "" {
		before += "\n\n"
	}
	return markup.Shift(t, len(before), before)
}
