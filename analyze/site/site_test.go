package site

import (
	"strings"
	"testing"
)

func TestKind(t *testing.T) {
	for address, want := range map[string]string{
		"https://en.wikipedia.org/wiki/Bridge": "a reference work",
		"www.cdc.gov/flu":                      "a government or public body",
		"http://news.BBC.co.uk/1/hi":           "a news site",
		"https://example.com/reuters.com":      Other,
		"notreuters.com":                       Other,
		"http://[::1":                          Other,
		"":                                     Other,
	} {
		if got := Kind(address); got != want {
			t.Errorf("Kind(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestListNamesEachHostOnce(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "[") {
			continue
		}
		for host := range strings.FieldsSeq(line) {
			if seen[host] {
				t.Errorf("%s is listed twice", host)
			}
			seen[host] = true
		}
	}
	if len(seen) == 0 {
		t.Fatal("no hosts are listed")
	}
}
