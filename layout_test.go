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
	"":        {},
	"account": {others: []string{"golang.org/x/crypto", "golang.org/x/text"}},
	"analyze": {ours: []string{"", "analyze/text"}},
	"analyze/text": {ours: []string{
		"", "analyze/text/buffer", "analyze/text/disguise", "analyze/text/entity", "analyze/text/hash", "analyze/text/language", "analyze/text/lexeme",
		"analyze/text/minhash", "analyze/text/perceptron", "analyze/text/quantity", "analyze/text/quote", "analyze/text/sentence", "analyze/text/token", "analyze/text/wordlist",
	}},
	"analyze/text/entity": {ours: []string{
		"", "analyze/text/buffer", "analyze/text/chars", "analyze/text/hash", "analyze/text/lexeme", "analyze/text/linear", "analyze/text/pos", "analyze/text/sentence",
		"analyze/text/token", "analyze/text/wordlist",
	}},
	"analyze/text/quantity":   {ours: []string{"", "analyze/text/buffer", "analyze/text/chars", "analyze/text/lexeme", "analyze/text/pos", "analyze/text/token", "analyze/text/wordlist"}},
	"analyze/text/language":   {ours: []string{"analyze/text/chars", "analyze/text/lexeme", "analyze/text/perceptron", "analyze/text/sentence", "analyze/text/token", "analyze/text/wordlist"}},
	"analyze/text/disguise":   {ours: []string{"", "analyze/text/chars", "analyze/text/perceptron", "analyze/text/pos", "analyze/text/token"}, others: []string{"golang.org/x/text"}},
	"analyze/text/minhash":    {ours: []string{"analyze/text/chars", "analyze/text/hash", "analyze/text/pos", "analyze/text/token"}},
	"analyze/text/perceptron": {ours: []string{"analyze/text/buffer", "analyze/text/chars", "analyze/text/hash", "analyze/text/lexeme", "analyze/text/linear", "analyze/text/pos", "analyze/text/token"}},
	"analyze/text/lexeme": {
		ours:   []string{"analyze/text/chars", "analyze/text/hash", "analyze/text/linear", "analyze/text/token", "analyze/text/wordlist"},
		others: []string{"github.com/blevesearch/snowballstem"},
	},
	"analyze/text/sentence": {ours: []string{"", "analyze/text/chars", "analyze/text/pos", "analyze/text/token", "analyze/text/wordlist"}},
	"analyze/text/quote":    {ours: []string{"", "analyze/text/chars", "analyze/text/pos", "analyze/text/token", "analyze/text/wordlist"}},
	"analyze/text/token":    {ours: []string{"", "analyze/text/buffer", "analyze/text/chars", "analyze/text/pos", "analyze/text/wordlist"}},
	"analyze/text/buffer":   {},
	"analyze/text/chars":    {},
	"analyze/text/hash":     {},
	"analyze/text/linear":   {},
	"analyze/text/pos":      {},
	"analyze/text/wordlist": {},
	"analyze/rule": {
		ours: []string{"", "analyze", "analyze/text", "analyze/text/pos", "analyze/text/wordlist", "analyze/rule/internal/lazydfa",
			"analyze/rule/internal/prefilter"},
		others: []string{"github.com/goccy/go-yaml"},
	},
	"analyze/rule/internal/lazydfa":   {},
	"analyze/rule/internal/prefilter": {ours: []string{"analyze/text/wordlist"}},
	"analyze/tagger":                  {ours: []string{"", "analyze", "analyze/text", "analyze/text/chars", "analyze/text/hash", "analyze/text/pos", "analyze/rule", "analyze/score", "analyze/site"}},
	"analyze/reply":                   {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos", "analyze/text/wordlist"}},
	"analyze/score":                   {ours: []string{"", "analyze", "analyze/text", "analyze/text/pos"}},
	"analyze/argue":                   {ours: []string{"", "analyze", "analyze/text", "analyze/site"}},
	"analyze/site":                    {},
	"analyze/encode":                  {ours: []string{"analyze/text/hash"}, others: []string{"golang.org/x/sys", "golang.org/x/text"}},
	"analyze/eval":                    {ours: []string{"", "analyze", "analyze/text", "analyze/score"}},
	"store":                           {ours: []string{"", "account", "decide", "store/internal/fulltext", "store/internal/postgres", "view", "wire"}, others: []string{"modernc.org/sqlite", "github.com/jackc/pgx/v5", "github.com/klauspost/compress"}},
	"store/internal/fulltext":         {},
	"store/internal/postgres":         {ours: []string{"store/internal/fulltext"}, others: []string{"github.com/jackc/pgx/v5", "github.com/riverqueue/river"}},
	"store/merge":                     {ours: []string{"", "internal/extsort", "internal/temporary", "store"}, others: []string{"github.com/klauspost/compress"}},
	"store/importer": {
		ours: append([]string{"", "store/importer/shard", "store/importer/source", "store/importer/markup", "store/importer/chat",
			"store/importer/fediverse", "store/importer/html", "store/importer/mail", "store/importer/office", "store/importer/page",
			"store/importer/social", "store/importer/stackexchange", "store/importer/table",
			"store/importer/tracker", "store/importer/youtube"}, importerKit...),
		others: []string{"golang.org/x/net/html"},
	},
	"store/importer/chat":          {ours: importerFamily},
	"store/importer/fediverse":     {ours: importerFamily},
	"store/importer/html":          {ours: append([]string{"store/importer/source"}, importerFamily...), others: []string{"golang.org/x/net/html", "github.com/PuerkitoBio/goquery"}},
	"store/importer/mail":          {ours: importerFamily, others: []string{"golang.org/x/text"}},
	"store/importer/office":        {ours: importerFamily},
	"store/importer/page":          {ours: append([]string{"store/importer/source"}, importerFamily...)},
	"store/importer/shard":         {ours: importerFamily, others: []string{"github.com/klauspost/compress"}},
	"store/importer/social":        {ours: importerFamily},
	"store/importer/stackexchange": {ours: importerFamily},
	"store/importer/table":         {ours: append([]string{"internal/parquetfile", "internal/temporary"}, importerFamily...), others: []string{"github.com/parquet-go/parquet-go"}},
	"store/importer/tracker":       {ours: importerFamily},
	"store/importer/youtube":       {ours: importerFamily},

	"internal/parquetfile":            {others: []string{"github.com/andybalholm/brotli", "github.com/klauspost/compress", "github.com/parquet-go/parquet-go"}},
	"internal/extsort":                {ours: []string{"internal/temporary"}},
	"store/importer/internal/format":  {ours: []string{"", "internal/extsort"}},
	"store/importer/internal/input":   {ours: []string{"store/importer/source", "store/importer/internal/lazy"}, others: []string{"golang.org/x/text"}},
	"store/importer/internal/keypath": {},
	"store/importer/internal/lazy":    {},
	"store/importer/internal/record":  {ours: []string{"", "store/importer/internal/input", "store/importer/internal/keypath"}},
	"store/importer/internal/scalar":  {ours: []string{"", "store/importer/internal/lazy"}},
	"store/importer/internal/thread": {
		ours: []string{"", "internal/extsort", "store/importer/internal/format",
			"store/importer/internal/record", "store/importer/internal/scalar"},
	},
	"store/importer/internal/document": {
		ours: []string{"store/importer/internal/input", "store/importer/internal/lazy", "store/importer/internal/record",
			"store/importer/internal/xmltree"},
		others: []string{"go.yaml.in/yaml/v3"},
	},
	"store/importer/internal/xmltree": {ours: []string{"store/importer/internal/record"}},
	"store/importer/internal/sqltext": {ours: []string{"store/importer/internal/input", "store/importer/internal/record"}},

	"store/importer/markup": {ours: []string{"", "store/importer/internal/lazy"}, others: []string{"golang.org/x/net/html"}},
	"store/importer/fetch":  {others: []string{"golang.org/x/net/html"}},
	"store/importer/source": {ours: []string{"internal/temporary"}, others: []string{"github.com/klauspost/compress"}},
	"store/exporter":        {ours: []string{"", "decide", "internal/parquetfile", "view", "wire"}, others: []string{"github.com/parquet-go/parquet-go"}},
	"view":                  {ours: []string{"", "decide"}},
	"wire":                  {ours: []string{""}},
	"web/door":              {ours: []string{"view"}},
	"web/door/akismet":      {ours: []string{"view", "web/door"}},
	"web/door/coral":        {ours: []string{"view", "web/door"}},
	"web/door/openai":       {ours: []string{"view", "web/access", "web/door"}},
	"web/door/perspective":  {ours: []string{"view", "web/access", "web/door"}},
	"live":                  {ours: []string{"", "analyze", "analyze/text", "internal/lru", "store", "view", "webhook"}},
	"stream":                {ours: []string{"", "live", "store", "view"}, others: []string{"github.com/VictoriaMetrics/metrics", "github.com/twmb/franz-go"}},
	"webhook":               {ours: []string{"", "view"}},
	"job":                   {others: []string{"github.com/VictoriaMetrics/metrics", "github.com/jackc/pgx/v5", "github.com/riverqueue/river"}},
	"web/api":               {ours: []string{"", "account", "decide", "job", "view", "web", "web/access", "web/query", "webhook"}, others: []string{"github.com/klauspost/compress"}},
	"web/access":            {ours: []string{"account"}, others: []string{"golang.org/x/time"}},
	"web/query":             {ours: []string{"", "decide", "view"}},
	"web":                   {ours: []string{"", "account", "agree", "decide", "internal/lru", "job", "view", "web/access", "web/door", "web/query"}, others: []string{"github.com/VictoriaMetrics/metrics", "github.com/klauspost/compress", "github.com/labstack/echo/v4"}},
	"decide":                {ours: []string{""}},
	"agree":                 {ours: []string{"", "decide"}},
	"cmd/gainsay":           {ours: []string{"*"}, others: []string{"*"}},
	"internal/lru":          {},
	"internal/temporary":    {},
	"contrib/slurm":         {},                                                  // a test of the script
	"release":               {},                                                  // the same
	"internal/torture":      {},                                                  // run by make torture
	"internal/load":         {},                                                  // run by make load
	"internal/bigrun":       {others: []string{"github.com/klauspost/compress"}}, // run by make big
	"internal/testreport":   {},                                                  // run by make test
	"internal/browsertest":  {others: []string{"github.com/chromedp/chromedp", "github.com/chromedp/cdproto"}},
	"internal/screenshots":  {others: []string{"github.com/chromedp/chromedp", "github.com/chromedp/cdproto"}},
	"internal/logtest":      {},                                                                                      // for tests alone
	"internal/pgtest":       {others: []string{"github.com/jackc/pgx/v5"}},                                           // for tests alone
	"internal/cpu":          {others: []string{"golang.org/x/sys"}},                                                  // for tests alone
	"internal/encodertest":  {},                                                                                      // for tests and go generate
	"internal/lineartest":   {ours: []string{"analyze/text/linear"}, others: []string{"github.com/jdkato/prose/v2"}}, // for tests and go generate

	"cmd/gainsay/internal/evaluate": {
		ours: []string{"", "agree", "analyze/eval", "analyze/reply", "analyze/score", "analyze/tagger", "analyze/text", "analyze/text/hash", "store/importer", "view"},
	},
	"cmd/gainsay/internal/judge":    {ours: []string{"", "analyze", "analyze/tagger", "analyze/text", "store", "store/importer/markup", "view", "web/door"}},
	"cmd/gainsay/internal/listen":   {others: []string{"github.com/VictoriaMetrics/metrics", "github.com/coreos/go-systemd"}},
	"cmd/gainsay/internal/terminal": {ours: []string{"view"}, others: []string{"github.com/dustin/go-humanize", "golang.org/x/term"}},
	"cmd/gainsay/internal/merge": {
		ours: []string{"", "analyze", "analyze/text", "cmd/gainsay/internal/part", "cmd/gainsay/internal/terminal", "cmd/gainsay/internal/usage", "decide",
			"internal/extsort", "internal/temporary", "store", "store/exporter", "store/importer/shard", "store/merge", "view", "wire"},
		others: []string{"github.com/klauspost/compress", "github.com/tidwall/gjson", "golang.org/x/sync"},
	},
	"cmd/gainsay/internal/part":  {ours: []string{"", "store/importer/shard", "store/merge"}, others: []string{"github.com/klauspost/compress"}},
	"cmd/gainsay/internal/usage": {},
}

// importerKit are the packages that the importers share, and importerFamily what
// a family of formats may import.
var (
	importerKit = []string{
		"internal/extsort", "store/importer/internal/format", "store/importer/internal/input",
		"store/importer/internal/keypath", "store/importer/internal/lazy", "store/importer/internal/record",
		"store/importer/internal/document", "store/importer/internal/scalar", "store/importer/internal/thread", "store/importer/internal/xmltree",
		"store/importer/internal/sqltext",
	}
	importerFamily = append([]string{"", "store/importer/markup"}, importerKit...)
)

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

// testOnly are modules that tests alone need: prose, which is the reference of
// the tagger and the source of its models, and what prose needs.
var testOnly = []string{
	"github.com/jdkato/", "github.com/deckarep/", "github.com/mingrammer/", "gonum.org/", "gopkg.in/neurosnap/", "github.com/chromedp/", "github.com/twmb/franz-go/pkg/kfake",
	"github.com/google/go-cmp", "github.com/rogpeppe/", "github.com/santhosh-tekuri/", "honnef.co/", "golang.org/x/tools",
}

func TestBinaryHasNoTestModules(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/gainsay").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, module+"/analyze/text") {
		t.Fatalf("the binary has %d packages, and analyze/text is none of them", len(deps))
	}
	for _, dep := range deps {
		for _, m := range testOnly {
			if strings.HasPrefix(dep, m) {
				t.Errorf("the binary has %s, which only tests may use", dep)
			}
		}
	}
}
