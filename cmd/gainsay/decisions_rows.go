package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web/door"
)

// rowTask makes labelled rows of decisions.
type rowTask struct {
	name   string
	model  string        // that retraining adapts; "" for a task that no analysis uses
	learns string        // what it learns, for people
	tags   []gainsay.Tag // that it is about
	// label of a comment by the tags of its marks as decided; for whole comments.
	comment func(has map[gainsay.Tag]bool) string
	// label of one mark, "" for none; for words of a comment.
	words func(tag gainsay.Tag, status gainsay.Status, kind string) string
	// answers leaves out comments that answer no comment.
	answers bool
}

// rowsOf lists the tasks that decisions say something about.
var rowsOf = []rowTask{
	{name: "insult", model: "insult", learns: "which comments insult somebody", tags: []gainsay.Tag{gainsay.TagInsult}, comment: yesNo(gainsay.TagInsult, "insult", "none")},
	{name: "needs-evidence", tags: []gainsay.Tag{gainsay.TagClaim}, words: needsEvidence},
	{name: "spam", model: "spam", learns: "which comments are spam", tags: []gainsay.Tag{gainsay.TagSpam}, comment: yesNo(gainsay.TagSpam, "spam", "ham")},
	{
		name: "stance", model: "stance-reply", learns: "whether an answer agrees or disagrees", tags: []gainsay.Tag{gainsay.TagAgreement, gainsay.TagDisagreement}, answers: true,
		comment: func(has map[gainsay.Tag]bool) string {
			switch {
			case has[gainsay.TagAgreement] && has[gainsay.TagDisagreement]:
				return "" // parts of the comment differ
			case has[gainsay.TagAgreement]:
				return "agree"
			case has[gainsay.TagDisagreement]:
				return "disagree"
			}
			return "neutral"
		},
	},
	{name: "verifiable", model: "verifiable", learns: "which claims others could check", tags: []gainsay.Tag{gainsay.TagClaim}, words: verifiable},
}

func yesNo(tag gainsay.Tag, yes, no string) func(map[gainsay.Tag]bool) string {
	return func(has map[gainsay.Tag]bool) string {
		if has[tag] {
			return yes
		}
		return no
	}
}

func needsEvidence(tag gainsay.Tag, status gainsay.Status, _ string) string {
	if tag == gainsay.TagClaim && status == gainsay.Unsupported {
		return "needs-evidence"
	}
	return "other"
}

// verifiable labels a claim: assertions are verifiable, and so are claims of
// experience; of a claim whose kind is unknown nothing is known.
func verifiable(tag gainsay.Tag, status gainsay.Status, kind string) string {
	switch {
	case tag == gainsay.TagClaim && (status != "" || kind == string(gainsay.Experience)):
		return "verifiable"
	case tag == gainsay.TagClaim && kind == "":
		return ""
	}
	return "unverifiable"
}

func rowTasks() (out []string) {
	for _, t := range rowsOf {
		out = append(out, t.name)
	}
	return out
}

// modelTasks are the tasks whose models can be adapted to decisions.
func modelTasks() (out []string) {
	for _, t := range rowsOf {
		if t.model != "" {
			out = append(out, t.name)
		}
	}
	return out
}

// writeRows writes the labelled rows of a task, one JSON object a line.
func writeRows(ctx context.Context, w io.Writer, d *store.DB, ds []gainsay.Decision, task string) error {
	e := json.NewEncoder(w)
	return eachRow(ctx, d, ds, task, func(r eval.Row) error { return e.Encode(r) })
}

// eachRow calls f with each labelled row that decisions give for a task, and those
// that moderators reported through doors.
func eachRow(ctx context.Context, d *store.DB, ds []gainsay.Decision, task string, f func(eval.Row) error) error {
	var of rowTask
	for _, t := range rowsOf {
		if t.name == task {
			of = t
		}
	}
	for t, err := range byThread(ctx, d, ds) {
		if err != nil {
			return err
		}
		if t.analysis == nil {
			continue
		}
		items, _ := decide.Items(t.analysis, t.decisions)
		rows := of.ofComments
		if of.words != nil {
			rows = of.ofWords
		}
		for _, r := range rows(t.analysis, items) {
			if err := f(r); err != nil {
				return err
			}
		}
	}
	return eachReport(ctx, d, task, f)
}

// reportLabels are the labels of a task for the attribute of a report: where the
// moderator says that it holds, and where not.
var reportLabels = map[string]struct{ attribute, yes, no string }{
	"insult": {string(door.Insult), "insult", "none"},
	"spam":   {string(door.Spam), "spam", "ham"},
}

// eachReport calls f with a row for each report about a task's attribute. Reports
// from one page are of one split.
func eachReport(ctx context.Context, d *store.DB, task string, f func(eval.Row) error) error {
	label, ok := reportLabels[task]
	if !ok {
		return nil
	}
	reports, err := d.DoorReports(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if r.Attribute != label.attribute || r.Text == "" {
			continue
		}
		key := r.Door + ":" + r.Thread
		row := eval.Row{ID: fmt.Sprintf("%s/report%d", r.Door, r.ID), Text: r.Text, Label: label.no, Parent: r.Parent,
			Author: r.Author, AuthorURL: r.AuthorURL, Thread: key, Split: splitOf(key, devPart)}
		if r.Yes() {
			row.Label = label.yes
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return nil
}

// ofComments labels comments with decisions about the task's tags, and all other
// live comments too if the thread was gone through for each of these tags.
func (t rowTask) ofComments(a *gainsay.Analysis, items []decide.Item) (out []eval.Row) {
	gone := decide.GoneThrough(a, items)
	whole := true
	about := map[gainsay.Tag]bool{}
	for _, tag := range t.tags {
		whole, about[tag] = whole && gone[tag], true
	}
	has := map[string]map[gainsay.Tag]bool{}
	for _, it := range items {
		tag, _ := it.Outcome()
		if !about[it.Tag] && !about[tag] {
			continue
		}
		if has[it.Comment] == nil {
			has[it.Comment] = map[gainsay.Tag]bool{}
		}
		has[it.Comment][tag] = true
	}
	texts := map[string]string{}
	for _, c := range a.Thread.Comments {
		texts[c.ID] = c.Text
		decided := has[c.ID] != nil
		if !decided && (!whole || c.State != gainsay.Live || c.Text == "") || t.answers && texts[c.Parent] == "" {
			continue
		}
		if label := t.comment(has[c.ID]); label != "" {
			out = append(out, newRow(a, c, c.ID, c.Text, label, texts))
		}
	}
	return out
}

// ofWords labels the words of the marks that were decided on.
func (t rowTask) ofWords(a *gainsay.Analysis, items []decide.Item) (out []eval.Row) {
	kinds := map[string]string{}
	for _, n := range a.Annotations {
		kinds[n.ID] = n.Kind
	}
	comments, texts := map[string]*gainsay.Comment{}, map[string]string{}
	for _, c := range a.Thread.Comments {
		comments[c.ID], texts[c.ID] = c, c.Text
	}
	for _, it := range items {
		tag, status := it.Outcome()
		if it.Tag != gainsay.TagClaim && tag != gainsay.TagClaim {
			continue
		}
		label := t.words(tag, status, kinds[it.Mark])
		if label == "" {
			continue
		}
		s := it.Span
		if d := it.Counts(); d.Change != nil {
			s = d.Wanted
		}
		c := comments[it.Comment]
		id := fmt.Sprintf("%s/%d-%d", c.ID, s.Start, s.End)
		r := newRow(a, c, id, s.In(c.Text), label, texts)
		r.Context = c.Text[:s.Start]
		out = append(out, r)
	}
	return out
}

// newRow makes a row. All rows of a thread are of one split: one thread in five
// is for evaluation, by a hash of its key.
func newRow(a *gainsay.Analysis, c *gainsay.Comment, id, text, label string, texts map[string]string) eval.Row {
	key := decide.Key(a.Thread)
	return eval.Row{
		ID: key + "/" + id, Text: text, Label: label, Parent: texts[c.Parent], Author: c.Author, AuthorURL: c.AuthorURL,
		Thread: key, Split: splitOf(key, devPart),
	}
}

// devPart makes one thread in five of decisions a thread for evaluation.
const devPart = 5

// splitOf is the split of all rows of a thread: dev for one thread in n, by a hash
// of its key, train for the others.
func splitOf(key string, n uint32) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, key) // a hash never fails
	if h.Sum32()%n == 0 {
		return "dev"
	}
	return "train"
}
