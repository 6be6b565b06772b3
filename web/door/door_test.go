package door_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
	"github.com/gainsay/gainsay/web/door/akismet"
	"github.com/gainsay/gainsay/web/door/coral"
	"github.com/gainsay/gainsay/web/door/openai"
	"github.com/gainsay/gainsay/web/door/perspective"
)

var update = flag.Bool("update", false, "write the golden files")

// words is an engine that knows a few words: the protocols are tested, not the
// analysis.
type words struct {
	asked  []door.Comment
	kept   []door.Post
	forgot []string
}

func (w *words) Judge(_ context.Context, c door.Comment) (j door.Judgement, err error) {
	w.asked = append(w.asked, c)
	if strings.Contains(c.Text.Text, "FAIL") {
		return j, errors.New("the analysis failed")
	}
	if strings.Contains(c.Text.Text, "Guten") {
		return door.Judgement{Language: "de"}, nil
	}
	j = door.Judgement{Language: "en", Scores: map[door.Attribute]float64{}, Marked: map[door.Attribute]bool{}}
	for _, a := range door.Attributes() {
		j.Scores[a] = 0.125
	}
	at := 0
	for part := range strings.SplitAfterSeq(c.Text.Text, ". ") {
		s := door.Sentence{Start: at, End: at + len(strings.TrimRight(part, " ")), Scores: map[door.Attribute]float64{door.Insult: 0.125}}
		if strings.Contains(part, "idiot") {
			s.Scores[door.Insult], j.Scores[door.Insult], j.Marked[door.Insult] = 0.875, 0.75, true
		}
		at += len(part)
		if !c.HTML && s.End > s.Start {
			j.Sentences = append(j.Sentences, s)
		}
	}
	if strings.Contains(c.Text.Text, "pills") {
		j.Scores[door.Spam], j.SpamScore, j.Marked[door.Spam] = 0.9375, 0.75, true
	}
	if c.Sender != nil && c.Sender.Hidden != "" {
		j.SpamScore = 0.99
	}
	if len(c.Parents) > 0 {
		j.Scores[door.Disagreement] = 0.5
	}
	return j, nil
}

func (w *words) Plain(t door.Text) string {
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(t.Text, "")
}
func (w *words) Forget(source string) { w.forgot = append(w.forgot, source) }

func (w *words) Keep(ctx context.Context, p door.Post) (string, door.Judgement, error) {
	w.kept = append(w.kept, p)
	j, err := w.Judge(ctx, door.Comment{Text: p.Text})
	j.Thread = "coral:" + p.Thread
	return "c1", j, err
}

// memory keeps records in memory.
type memory struct {
	records []view.DoorRecord
	reports []view.DoorReport
}

func (m *memory) AddDoorRecords(_ context.Context, rs ...view.DoorRecord) error {
	m.records = append(m.records, rs...)
	return nil
}

func (m *memory) AddDoorReport(_ context.Context, rs ...view.DoorReport) error {
	m.reports = append(m.reports, rs...)
	return nil
}

// oneKey knows the keys "good" and "0123456789ab", and one whose owner asks too
// often.
type oneKey struct{}

func (oneKey) Check(_ context.Context, h http.Header, _, key string) (string, error) {
	switch key {
	case "good", "0123456789ab":
		return "site", nil
	case "often":
		return "", &door.LimitError{After: 1500 * time.Millisecond}
	}
	return "", door.ErrKey
}

const secret = "coral-signing-secret"

// doors are all doors over words and memory.
type doors struct {
	engine  words
	memory  memory
	service *door.Service
	all     []door.Door
	failed  []error
}

func newDoors(shadow ...string) *doors {
	d := &doors{}
	d.service = &door.Service{Engine: &d.engine, Records: &d.memory, Keys: oneKey{}, Shadow: shadow,
		Now:    func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
		Failed: func(_ *http.Request, err error) { d.failed = append(d.failed, err) }}
	d.all = []door.Door{perspective.New(d.service), akismet.New(d.service), coral.New(d.service, []string{"old", secret}),
		openai.New(d.service)}
	return d
}

// serve answers a request by the door that has its path.
func (d *doors) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	for _, one := range d.all {
		for _, p := range one.Paths() {
			if r.URL.Path == p || strings.HasPrefix(r.URL.Path, p+"/") {
				one.ServeHTTP(w, r)
				return w
			}
		}
	}
	w.WriteHeader(http.StatusNotFound)
	return w
}

// sign is the signature that Coral sends.
func sign(body, by string) string {
	mac := hmac.New(sha256.New, []byte(by))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// parse reads a request of a golden file: method and address, headers, an empty
// line, the body.
func parse(t *testing.T, src string) *http.Request {
	t.Helper()
	head, body, _ := strings.Cut(src, "\n\n")
	body = strings.TrimSuffix(body, "\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	method, address, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ": ")
		switch {
		case name == "Host":
			r.Host = value
		case value == "SIGNED":
			r.Header.Set(name, "sha256=00, "+sign(body, secret))
		default:
			r.Header.Set(name, value)
		}
	}
	return r
}

var random = regexp.MustCompile(`modr-[A-Z2-7]+|\b[0-9a-f]{32}\b`)

// answer writes down what is compared of an answer.
func answer(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	var names []string
	for name := range w.Header() {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name != "Content-Length" {
			fmt.Fprintf(&b, "%s: %s\n", name, w.Header().Get(name))
		}
	}
	fmt.Fprintf(&b, "\n%s", strings.TrimSuffix(w.Body.String(), "\n"))
	return random.ReplaceAllString(b.String(), "RANDOM")
}

const (
	request = "=== request: "
	answers = "--- answer"
)

// TestGolden compares the answers to the requests of each file with those in it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(files) != len(door.Names()) {
		t.Fatalf("golden files %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for part := range strings.SplitSeq(strings.TrimPrefix(string(src), request), "\n"+request) {
		name, rest, _ := strings.Cut(part, "\n")
		asked, want, _ := strings.Cut(rest, "\n"+answers)
		got := answer(newDoors().serve(parse(t, asked)))
		if d := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(got)); d != "" && !*update {
			t.Errorf("%s:\n%s", name, d)
		}
		fmt.Fprintf(&out, "%s%s\n%s\n%s\n%s\n\n", request, name, strings.TrimSpace(asked), answers, strings.TrimSpace(got))
	}
	if *update {
		if err := os.WriteFile(file, bytes.TrimSuffix(out.Bytes(), []byte("\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
