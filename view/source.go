package view

import (
	"net/url"
	"strings"
)

// SourceName names where a thread comes from: "r/name" for a subreddit, else
// the host of its address, else its format.
func SourceName(format, address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return format
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if host == "reddit.com" || strings.HasSuffix(host, ".reddit.com") {
		if parts := strings.Split(u.Path, "/"); len(parts) > 2 && parts[1] == "r" && parts[2] != "" {
			return "r/" + parts[2]
		}
	}
	return host
}
