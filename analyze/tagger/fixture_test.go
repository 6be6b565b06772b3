package tagger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
)

// A fixture testdata/<tagger>.txt holds threads, separated by blank lines. A
// line is a comment that answers the comment before it; two authors take turns.
// The indented lines below a comment are the annotations that its tagger must
// report on it, in order: the tag and the words, or "none". A comment without
// such lines is only there to be answered. "#" begins a line of commentary. The
// models take part only where the first line is "# with models".
type fixture struct {
	models       bool
	threads      [][]fixtureComment
	hits, misses int // comments with annotations and with "none"
}

type fixtureComment struct {
	text string
	want []string // `tag "words"` or "none"; empty if not checked
}

// fewestCases is how many comments with annotations, and how many with none, a
// fixture must hold.
const fewestCases = 2

// TestFixtures runs every tagger on its fixture. A tagger without one fails.
func TestFixtures(t *testing.T) {
	all, err := AllWith(nil)
	if err != nil {
		t.Fatal(err)
	}
	withModels, err := AllWith(score.Load())
	if err != nil {
		t.Fatal(err)
	}
	for _, tg := range all {
		t.Run(tg.Name, func(t *testing.T) {
			f := readFixture(t, filepath.Join("testdata", tg.Name+".txt"))
			if f.hits < fewestCases || f.misses < fewestCases {
				t.Errorf("%d comments with annotations, %d with none; want %d each", f.hits, f.misses, fewestCases)
			}
			taggers := all
			if f.models {
				taggers = withModels
			}
			for _, thread := range f.threads {
				checkFixture(t, taggers, tg.Name, thread)
			}
		})
	}
}

func readFixture(t *testing.T, path string) (f fixture) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("a tagger needs a fixture: %v", err)
	}
	f.models = strings.HasPrefix(string(b), "# with models\n")
	for block := range strings.SplitSeq(string(b), "\n\n") {
		var thread []fixtureComment
		for line := range strings.Lines(block) {
			words := strings.TrimSpace(line)
			switch {
			case words == "" || strings.HasPrefix(line, "#"):
			case line[0] != '\t':
				thread = append(thread, fixtureComment{text: words})
			case len(thread) == 0:
				t.Fatalf("%s: no comment above %q", path, words)
			default:
				c := &thread[len(thread)-1]
				c.want = append(c.want, words)
			}
		}
		f.threads = append(f.threads, thread)
		for _, c := range thread {
			switch {
			case slices.Equal(c.want, []string{"none"}):
				f.misses++
			case len(c.want) > 0:
				f.hits++
			}
		}
	}
	return f
}

// driverOf returns a driver that only tags.
func driverOf(taggers []*analyze.Tagger) *analyze.Driver {
	return &analyze.Driver{
		Taggers: taggers,
		Recover: func(*gainsay.Thread, []*text.Doc) {},
		Argue:   func(*analyze.Pass, []gainsay.Annotation) (none analyze.Argument) { return none },
	}
}

// driverWith returns a driver that only tags, with all taggers and models.
func driverWith(t *testing.T, models *score.Models) *analyze.Driver {
	t.Helper()
	taggers, err := AllWith(models)
	if err != nil {
		t.Fatal(err)
	}
	return driverOf(taggers)
}

// checkFixture compares what a tagger reports on a thread with what the fixture
// wants. The taggers that it needs run before it.
func checkFixture(t *testing.T, all []*analyze.Tagger, name string, comments []fixtureComment) {
	t.Helper()
	dr := driverOf(all)
	thread := &gainsay.Thread{ID: "t", Format: "test"}
	for k, c := range comments {
		com := &gainsay.Comment{ID: strconv.Itoa(k), Author: []string{"Ada", "Ben"}[k%2], Text: c.text}
		if k > 0 {
			com.Parent = strconv.Itoa(k - 1)
		}
		thread.Comments = append(thread.Comments, com)
	}
	got := make([][]string, len(comments))
	for _, a := range dr.Run(thread, gainsay.Report{}, nil).Annotations {
		if tagger, _, _ := strings.Cut(a.By, "/"); tagger == name {
			k, _ := strconv.Atoi(a.Comment)
			got[k] = append(got[k], fmt.Sprintf("%s %q", a.Tag, a.Span.In(comments[k].text)))
		}
	}
	for k, c := range comments {
		if len(c.want) == 0 {
			continue
		}
		if got[k] == nil {
			got[k] = []string{"none"}
		}
		if diff := cmp.Diff(c.want, got[k]); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}
