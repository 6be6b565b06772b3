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
	return site(u)
}

// SiteOf names the site of an address: its host, or the subreddit. It is ""
// for what is no web address.
func SiteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return site(u)
}

func site(u *url.URL) string {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if host == "reddit.com" || strings.HasSuffix(host, ".reddit.com") {
		if parts := strings.Split(u.Path, "/"); len(parts) > 2 && parts[1] == "r" && parts[2] != "" {
			return "r/" + parts[2]
		}
	}
	return host
}
