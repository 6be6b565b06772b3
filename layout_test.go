package gainsay_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gainsay/gainsay"

// mayImport says which of our packages each package may import, and which
// third parties; "*" is any. It is the table of ARCHITECTURE.md.
var mayImport = map[string]struct{ ours, others []string }{
	"":                 {},
	"analyze":          {ours: []string{"", "analyze/text"}},
	"analyze/text/pos": {},
	"analyze/text":     {ours: []string{"", "analyze/text/pos"}, others: []string{"github.com/jdkato/prose/v2", "github.com/blevesearch/snowballstem", "golang.org/x/text"}},
	"analyze/rule":     {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos"}, others: []string{"github.com/goccy/go-yaml"}},
	"analyze/tagger":   {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos", "analyze/rule", "analyze/score"}},
	"analyze/reply":    {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos"}},
	"analyze/score":    {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos"}},
	"analyze/argue":    {ours: []string{"", "analyze", "analyze/text"}},
	"analyze/eval":     {ours: []string{"", "analyze", "analyze/text", "analyze/score"}},
	"store":            {ours: []string{"", "store/exporter"}, others: []string{"modernc.org/sqlite", "github.com/klauspost/compress"}},
	"store/importer": {
		ours:   []string{"", "store/importer/source", "store/importer/markup"},
		others: []string{"golang.org/x/text", "golang.org/x/net/html", "github.com/PuerkitoBio/goquery"},
	},
	"store/importer/markup": {ours: []string{""}, others: []string{"golang.org/x/net/html"}},
	"store/importer/fetch":  {others: []string{"golang.org/x/net/html"}},
	"store/importer/source": {others: []string{"github.com/klauspost/compress"}},
	"store/exporter":        {ours: []string{""}},
	"web":                   {ours: []string{""}, others: []string{"github.com/labstack/echo/v4"}},
	"cmd/gainsay":           {ours: []string{"*"}, others: []string{"*"}},
	"internal/cpu":          {others: []string{"golang.org/x/sys"}},                                // for tests alone
	"bench":                 {ours: []string{"*"}, others: []string{"github.com/jdkato/prose/v2"}}, // runs the built binary and the analysis beside their peers
}

// impure packages have no place below analyze.
var impure = []string{"net", "net/http", "database/sql", "os", "os/exec", "time/tzdata", "math/rand", "math/rand/v2"}

func TestImportDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-json", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; n++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		checkImports(t, strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/"), p.Imports)
	}
	if n < len(mayImport)-2 {
		t.Fatalf("saw %d packages", n)
	}
}

func checkImports(t *testing.T, name string, imports []string) {
	rule, ok := mayImport[name]
	if !ok {
		t.Errorf("package %q is not in the table of import directions", name)
		return
	}
	for _, imp := range imports {
		ours, isOurs := strings.CutPrefix(imp, module)
		switch {
		case isOurs && !allowed(rule.ours, strings.TrimPrefix(ours, "/"), false):
			t.Errorf("%s must not import %s", name, imp)
		case !isOurs && strings.Contains(strings.Split(imp, "/")[0], ".") && !allowed(rule.others, imp, true):
			t.Errorf("%s must not import %s", name, imp)
		case strings.HasPrefix(name, "analyze") && slices.Contains(impure, imp):
			t.Errorf("%s is pure and must not import %s", name, imp)
		}
	}
}

func allowed(list []string, imp string, prefix bool) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		return a == "*" || a == imp || prefix && strings.HasPrefix(imp, a+"/")
	})
}
