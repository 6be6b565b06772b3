package importer

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/source"
)

// readWith reads a text as JSON within limits.
func readWith(t *testing.T, in string, l source.Limits) (out []*Result, said []string) {
	t.Helper()
	return readAs(t, "json", in, l)
}

func readAs(t *testing.T, format, in string, l source.Limits) (out []*Result, said []string) {
	t.Helper()
	f, err := Find(format)
	if err != nil {
		t.Fatal(err)
	}
	for res, err := range read("in", f, strings.NewReader(in), l) {
		if err != nil {
			said = append(said, err.Error())
			continue
		}
		out = append(out, res)
	}
	return out, said
}

func TestCutComment(t *testing.T) {
	in := `{"article":"` + strings.Repeat("an article ", 20) + `","comments":[{"id":"1","author":"a","text":"` +
		strings.Repeat("wörds ", 20) + `","quotes":[{"start":0,"end":7},{"start":14,"end":70},{"start":77,"end":84}]},{"id":"2","text":"short"}]}`
	out, said := readWith(t, in, source.Limits{Comment: 40})
	if len(out) != 1 {
		t.Fatal(said)
	}
	c := out[0].Thread.Comments[0]
	if c.Text != strings.TrimRight(strings.Repeat("wörds ", 5), " ") {
		t.Errorf("cut to %q", c.Text)
	}
	if len(c.Quotes) != 2 || c.Quotes[1] != (gainsay.Span{Start: 14, End: len(c.Text)}) {
		t.Errorf("quotes %v", c.Quotes)
	}
	if len(out[0].Thread.Article) > 160 || out[0].Thread.Comments[1].Text != "short" {
		t.Errorf("article of %d bytes, %q", len(out[0].Thread.Article), out[0].Thread.Comments[1].Text)
	}
	for _, want := range []string{"article of 220 bytes cut", "1 comment cut to 40 bytes, the longest of 140 bytes (id 1); --max-comment"} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("%q does not say %q", said, want)
		}
	}
}

// TestCutIDs: cut ids stay different, and replies keep their parents.
func TestCutIDs(t *testing.T) {
	a, b := strings.Repeat("x", 600)+"a", strings.Repeat("x", 600)+"b"
	out, said := readWith(t, fmt.Sprintf(`{"comments":[{"id":%q,"text":"a"},{"id":%q,"text":"b"},{"id":"3","parent":%[2]q,"text":"c"}]}`, a, b),
		source.Limits{})
	cs := out[0].Thread.Comments
	if len(cs) != 3 || cs[0].ID == cs[1].ID || cs[2].Parent != cs[1].ID || len(cs[0].ID) > maxID {
		t.Errorf("%d comments: %.20s %.20s", len(cs), cs[0].ID, cs[2].Parent)
	}
	if len(said) != 1 || !strings.Contains(said[0], "3 values too long") {
		t.Error(said)
	}
}

func TestCutThread(t *testing.T) {
	var in strings.Builder
	in.WriteString(`{"id":"t","comments":[`)
	for i := range 100 {
		fmt.Fprintf(&in, `{"id":"%d","parent":"%d","text":"text"},`, i, i/2-1)
	}
	in.WriteString(`{"id":"z","text":"last"}]}`)
	out, said := readWith(t, in.String(), source.Limits{Thread: 60 * (commentCost + 4)})
	if n := len(out[0].Thread.Comments); n != 60 || out[0].Report.Skipped != 42 {
		t.Errorf("%d comments kept, %d skipped: %q", n, out[0].Report.Skipped, said)
	}
	if !strings.Contains(strings.Join(said, "\n"), "--max-thread") {
		t.Error(said)
	}
}

// TestManyProblems: a flood of problems is summed up, and none is lost.
func TestManyProblems(t *testing.T) {
	out, said := readWith(t, `{"comments":[`+strings.Repeat("0,", 5000)+`{"id":"1","text":"a"}]}`, source.Limits{})
	if len(said) != maxProblems+1 || !strings.Contains(said[maxProblems], "4000 more problems") || out[0].Report.Skipped != 5000 {
		t.Errorf("%d problems, the last %q; %d skipped", len(said), said[len(said)-1], out[0].Report.Skipped)
	}
}

// TestProblemsOfLaterThreads: how many problems earlier threads had changes nothing
// in the report of a thread.
func TestProblemsOfLaterThreads(t *testing.T) {
	var in strings.Builder
	for i := range maxProblems + 5 { // comments of a dump without their submissions
		fmt.Fprintf(&in, `{"id":"c%d","link_id":"t3_p%[1]d","parent_id":"t3_p%[1]d","author":"a","created_utc":%[1]d,"subreddit":"x","body":"text"}`+"\n", i)
	}
	out, _ := readAs(t, "pushshift", in.String(), source.Limits{})
	for i, r := range out {
		if len(r.Report.Problems) != 1 || !strings.Contains(r.Report.Problems[0].Message, "submission of thread") {
			t.Fatalf("thread %d of %d: %+v", i, len(out), r.Report.Problems)
		}
	}
	if len(out) != maxProblems+5 {
		t.Errorf("%d threads", len(out))
	}
}

// TestStoppedReading: what a limit's Stopped returns ends reading.
func TestStoppedReading(t *testing.T) {
	stop := errors.New("stopped")
	_, err := source.Open("-", strings.NewReader("text"), source.Limits{Stopped: func() error { return stop }})
	if !errors.Is(err, stop) {
		t.Errorf("it was read: %v", err)
	}
}
