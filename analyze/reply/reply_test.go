package reply_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/internal/cpu"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// readThread reads an invented thread: a line "article: …", then a line each
// for a comment: minute/votes|author|parent|text, \n for a line feed. The parent
// is the one a reader would name.
func readThread(t *testing.T, path string) (*gainsay.Thread, []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	th := &gainsay.Thread{ID: filepath.Base(path), Format: "json"}
	var parents []string
	for line := range strings.Lines(string(b)) {
		if a, ok := strings.CutPrefix(line, "article: "); ok {
			th.Article = strings.TrimSpace(a)
			continue
		}
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), "|", 4)
		c := &gainsay.Comment{
			ID: fmt.Sprint("c", len(th.Comments)+1), Author: f[1], State: gainsay.Live,
			Text: strings.ReplaceAll(f[3], `\n`, "\n"),
		}
		minute, votes, _ := strings.Cut(f[0], "/")
		if m, err := strconv.Atoi(minute); err == nil {
			c.Time = time.Date(2021, 5, 3, 9, m, 0, 0, time.UTC)
		}
		if n, err := strconv.Atoi(votes); err == nil {
			c.Score = &n
		}
		if f[2] == "-" { // opens the thread
			c.ParentBy = gainsay.BySource
		}
		th.Comments = append(th.Comments, c)
		parents = append(parents, strings.Trim(f[2], "-"))
	}
	return th, parents
}

func docsOf(t *gainsay.Thread) []*text.Doc {
	var docs []*text.Doc
	for _, c := range t.Comments {
		docs = append(docs, text.Parse(c.Text))
	}
	return docs
}

// TestGolden recovers the parents of invented threads and shows the signals. A
// star marks parents that differ from those a reader would name.
func TestGolden(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txt")
	if len(paths) < 4 {
		t.Fatalf("%d threads", len(paths))
	}
	for _, path := range paths {
		th, want := readThread(t, path)
		docs := docsOf(th)
		reply.Recover(th, docs)
		var b strings.Builder
		for i, c := range th.Comments {
			star := " "
			if c.Parent != want[i] {
				star = "*"
			}
			fmt.Fprintf(&b, "%s %-3s -> %-3s %-10s", star, c.ID, c.Parent, c.ParentBy)
			for k, s := range reply.Explain(th, docs, i) {
				if k < 3 {
					fmt.Fprintf(&b, "; %s", s.Sentence())
				}
			}
			b.WriteString("\n")
		}
		golden := strings.TrimSuffix(path, ".txt") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		old, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(old), b.String()); d != "" {
			t.Errorf("%s (-update rewrites it):\n%s", path, d)
		}
	}
}

// TestTrain checks that training twice gives the same bytes, and that training one
// layout keeps the lines of the others.
func TestTrain(t *testing.T) {
	train := func(before string, layouts ...string) string {
		tr := reply.Trainer{Layouts: layouts}
		paths, _ := filepath.Glob("testdata/*.txt")
		for _, path := range paths {
			th, parents := readThread(t, path)
			l := reply.Labelled{Thread: th, Docs: docsOf(th)}
			at := map[string]int{"": -1}
			for i, c := range th.Comments {
				at[c.ID] = i
				l.Parent, l.Use = append(l.Parent, at[parents[i]]),
					append(l.Use, c.ParentBy == gainsay.ByNothing)
			}
			tr.Add(l)
		}
		var b bytes.Buffer
		if err := tr.Write(&b, before, "invented"); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	a, b := train(""), train("")
	if a != b || !strings.Contains(a, "chat call ") || !strings.Contains(a, "# Learned from forum: invented\n") {
		t.Errorf("trained:\n%s\nthen:\n%s", a, b)
	}
	other := strings.ReplaceAll(a, "forum call", "forum mention")
	if c := train(other, "chat"); c != other {
		t.Errorf("trained chat alone:\n%s\nwant the other layouts of:\n%s", c, other)
	}
}

// TestLong checks that time does not grow with the square of the comments.
func TestLong(t *testing.T) {
	work := func(n int) time.Duration {
		th := &gainsay.Thread{ID: "long"}
		for i := range n {
			th.Comments = append(th.Comments, &gainsay.Comment{
				ID: fmt.Sprint(i), Author: fmt.Sprint("author", i%(n/4)), State: gainsay.Live,
				Text: fmt.Sprintf("author%d, the tram to gate %d was late by %d minutes, was it not?",
					(i*7)%(n/4), i%113, i%29),
			})
		}
		docs := docsOf(th)
		return cpu.Time(func() { reply.Recover(th, docs) })
	}
	for range 4 { // a busy machine may spoil one measurement
		if small, large := work(2000), work(8000); large < 10*small {
			return
		}
	}
	t.Error("four times the comments take more than ten times as long")
}
