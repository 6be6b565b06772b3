package evaluate

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/view"
)

// ThreadReport is what eval --threads reports: figures, and the misses and false
// alarms, which are left out without --errors.
type ThreadReport struct {
	eval.ThreadFigures
	Errors []ThreadError `json:"errors,omitempty"`
}

// ThreadError is a mark or assertion that is missing or wrong, for readers.
type ThreadError struct {
	Thread  string   `json:"thread"`
	Comment string   `json:"comment"` // id
	Mark    string   `json:"mark"`
	Error   string   `json:"error"`             // miss or false alarm
	Text    string   `json:"text"`              // first words of the comment, or the span
	Reasons []string `json:"reasons,omitempty"` // of a false alarm
}

// Threads compares the analysis of whole threads with the labels of readers: run
// analyses the labelled thread of each file.
func Threads(files []string, run eval.Analyzer) (ThreadReport, error) {
	var counts []eval.ThreadCounts
	var r ThreadReport
	for _, path := range files {
		t, found, err := countThread(path, run)
		if err != nil {
			return ThreadReport{}, fmt.Errorf("%s: %w", path, err)
		}
		counts, r.Errors = append(counts, t), append(r.Errors, found...)
	}
	r.ThreadFigures = eval.MeasureThreads(counts)
	return r, nil
}

// Text writes a report for readers, with the figures of each thread and of each
// threshold if asked for.
func (r *ThreadReport) Text(perThread, byThreshold bool) string {
	var b strings.Builder
	b.WriteString(r.ThreadFigures.String())
	if perThread {
		b.WriteString("\n" + r.PerThread())
	}
	if byThreshold {
		b.WriteString("\n" + r.ByThreshold())
	}
	for _, x := range r.Errors {
		fmt.Fprintf(&b, "\n%s %s, %s %s\n    “%s”\n", x.Mark, x.Error, x.Thread, x.Comment, x.Text)
		for _, why := range x.Reasons {
			fmt.Fprintf(&b, "    %s\n", why)
		}
	}
	return b.String()
}

// countThread compares the analysis of the labelled thread in a file with its
// labels, and a second one with hidden parents with its addressees.
func countThread(path string, run eval.Analyzer) (eval.ThreadCounts, []ThreadError, error) {
	var none eval.ThreadCounts
	src, err := os.ReadFile(path)
	if err != nil {
		return none, nil, err
	}
	l, err := eval.ReadLabelledThread(src)
	if err != nil {
		return none, nil, err
	}
	a, err := analyzeLabelled(l, false, run)
	if err != nil {
		return none, nil, err
	}
	counts := eval.CountThread(l, a)
	var errs []ThreadError
	for i := range counts.Errors {
		errs = append(errs, describeError(l.ID, &counts.Errors[i], a))
	}
	if l.Linked() {
		if a, err = analyzeLabelled(l, true, run); err != nil {
			return none, nil, err
		}
		counts.CountParents(l, a)
	}
	return counts, errs, nil
}

// analyzeLabelled imports and analyses a labelled thread.
func analyzeLabelled(l *eval.LabelledThread, hideParents bool, run eval.Analyzer) (*gainsay.Analysis, error) {
	src, err := l.Source(hideParents)
	if err != nil {
		return nil, err
	}
	format, err := importer.Find("json")
	if err != nil {
		return nil, err
	}
	for res, err := range importer.Read(l.ID, format, bytes.NewReader(src)) {
		if err != nil {
			return nil, err
		}
		return run(res.Thread)
	}
	return nil, fmt.Errorf("read thread %s: empty", l.ID)
}

// shownError is how much of a comment or span is shown with an error, in runes.
const shownError = 100

// describeError writes an error for readers, with the reasons of what was
// marked wrongly in the analysis.
func describeError(thread string, x *eval.ThreadError, a *gainsay.Analysis) ThreadError {
	out := ThreadError{
		Thread: thread, Comment: x.Comment, Mark: x.Mark, Error: "false alarm", Text: view.Clip(x.Text, shownError),
	}
	if x.Missed {
		out.Error = "miss"
		return out
	}
	texts := view.NewTexts(a.Thread)
	for i := range x.Marks {
		m := &x.Marks[i]
		words := view.Clip(texts.Words(m.Comment, m.Span), shownError)
		out.Reasons = append(out.Reasons, fmt.Sprintf("%s %.2f “%s”: %s", m.Tag, m.Score, words, texts.Why(m)))
	}
	return out
}
