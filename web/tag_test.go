package web

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var (
	cssRule  = regexp.MustCompile(`([^{};]+)\{([^{}]*)\}`)
	cssClass = regexp.MustCompile(`\.([a-z]+)`)
	cssVar   = regexp.MustCompile(`var\((--[a-z-]+)\)`)
)

// TestEveryTagHasLabelAndColour checks that pages name every tag, and that the
// style sheet gives its marks and its key a colour of both palettes.
func TestEveryTagHasLabelAndColour(t *testing.T) {
	b, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	light, dark := palette(t, css, ""), palette(t, css, "@media (prefers-color-scheme: dark)")
	for _, tag := range gainsay.Tags() {
		if view.TagLabel(tag) == string(tag) {
			t.Errorf("%s has no label", tag)
		}
		for _, element := range []string{"mark", ".key"} {
			colours := coloursOf(css, element, string(tag))
			if len(colours) == 0 {
				t.Errorf("static/style.css gives %s.%s no colour", element, tag)
			}
			for _, c := range colours {
				if !slices.Contains(light, c) || !slices.Contains(dark, c) {
					t.Errorf("%s.%s uses %s, which is not in both palettes", element, tag, c)
				}
			}
		}
	}
}

// palette lists the variables of the first :root rule after a string.
func palette(t *testing.T, css, after string) []string {
	t.Helper()
	_, css, found := strings.Cut(css, after)
	_, css, ok := strings.Cut(css, ":root {")
	body, _, _ := strings.Cut(css, "}")
	names := regexp.MustCompile(`--[a-z-]+`).FindAllString(body, -1)
	if !found || !ok || len(names) == 0 {
		t.Fatalf("no palette after %q", after)
	}
	return names
}

// coloursOf lists the variables that rules for an element of a class use.
func coloursOf(css, element, class string) (out []string) {
	for _, rule := range cssRule.FindAllStringSubmatch(css, -1) {
		selector := strings.TrimSpace(rule[1])
		if !strings.HasPrefix(selector, element) {
			continue
		}
		for _, c := range cssClass.FindAllStringSubmatch(selector, -1) {
			if c[1] != class {
				continue
			}
			for _, v := range cssVar.FindAllStringSubmatch(rule[2], -1) {
				out = append(out, v[1])
			}
		}
	}
	return out
}
