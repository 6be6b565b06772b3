package exporter

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "text",
	Doc: `a thread to read in a terminal

The tree of replies with the marks of each comment and the reasons for them,
then the assertions and how they were received, then what the import could not
read. An inferred parent is shown with its basis and score. Weak marks (below .5)
are in brackets; the article is cut to its first paragraph. Control characters of
the source are shown as ␛ and the like, never sent.`,
	Ext:     ".txt",
	between: "\n\n",
	write:   writeText,
})

func writeText(w io.Writer, a *gainsay.Analysis, o Options) error {
	p := newPage(o)
	r := &textReport{page: p, a: a, texts: view.NewTexts(a.Thread), marks: map[string][]gainsay.Annotation{}}
	for _, n := range a.Annotations {
		r.marks[n.Comment] = append(r.marks[n.Comment], n)
	}
	r.heading()
	r.article()
	r.tree()
	r.assertions()
	r.report()
	_, err := io.WriteString(w, p.String())
	return err
}

type textReport struct {
	*page
	a     *gainsay.Analysis
	texts *view.Texts
	marks map[string][]gainsay.Annotation // by comment
}

func (r *textReport) heading() {
	t := r.a.Thread
	r.para(0, bold, cmp.Or(t.Title, t.ID))
	if t.URL != "" {
		r.line(0, dim, t.URL)
	}
	authors := map[string]bool{}
	for _, c := range t.Comments {
		authors[c.Author] = true
	}
	delete(authors, "")
	facts := []string{t.Format, number(len(t.Comments), "comment") + " by " + number(len(authors), "author")}
	if n := len(r.a.Assertions); n > 0 {
		unsupported := 0
		for _, s := range r.a.Assertions {
			if s.Status == gainsay.Unsupported {
				unsupported++
			}
		}
		facts = append(facts, fmt.Sprintf("%s, %d unsupported", number(n, "assertion"), unsupported))
	}
	facts = append(facts, r.tally(gainsay.TagInsult, "insult"), r.tally(gainsay.TagThreat, "threat"),
		r.tally(gainsay.TagSpam, "spam comment"))
	r.para(0, plain, strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), " · "))
}

// tally counts marks from the default threshold on; "" where there are none.
func (r *textReport) tally(tag gainsay.Tag, name string) string {
	n := 0
	for _, a := range r.a.Annotations {
		if a.Tag == tag && a.Score >= gainsay.DefaultThreshold {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return number(n, name)
}

func (r *textReport) article() {
	text := strings.TrimSpace(r.a.Thread.Article)
	if text == "" {
		return
	}
	r.section("Article", "")
	first, rest, _ := strings.Cut(text, "\n\n")
	r.para(2, plain, first)
	if n := len(strings.Fields(rest)); n > 0 {
		r.line(2, dim, "… "+number(n, "more word"))
	}
}

func (r *textReport) tree() {
	if len(r.a.Thread.Comments) == 0 {
		return
	}
	r.section("Comments", "")
	for i, b := range branches(r.a.Thread) {
		if i > 0 {
			r.blank()
		}
		r.comment(b)
	}
}

// branch is a comment at its place in the tree.
type branch struct {
	*gainsay.Comment
	depth int
}

// branches lists a thread depth first. Only an earlier comment counts as a
// parent, so that even a damaged thread has no cycle.
func branches(t *gainsay.Thread) []branch {
	at, replies := map[string]int{}, map[int][]int{}
	for i, c := range t.Comments {
		parent, ok := at[c.Parent]
		if !ok || c.Parent == "" {
			parent = -1
		}
		replies[parent] = append(replies[parent], i)
		at[c.ID] = i
	}
	type step struct{ comment, depth int }
	var out []branch
	var todo []step
	push := func(parent, depth int) {
		for _, i := range slices.Backward(replies[parent]) {
			todo = append(todo, step{i, depth})
		}
	}
	for push(-1, 0); len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		out = append(out, branch{t.Comments[s.comment], s.depth})
		push(s.comment, s.depth+1)
	}
	return out
}

func (r *textReport) comment(b branch) {
	in := r.indent(b.depth)
	r.hanging(in, r.paint(bold, name(b.Comment)), dim, strings.Join(r.about(b), " · "))
	if text := strings.Trim(b.Text, "\n"); text != "" {
		r.para(in+2, plain, text)
	}
	for _, n := range r.marks[b.ID] {
		r.mark(in+2, b.Comment, n)
	}
}

// about lists what is known of a comment besides its author and text.
func (r *textReport) about(b branch) []string {
	facts := []string{"#" + b.ID}
	if !b.Time.IsZero() {
		facts = append(facts, b.Time.UTC().Format("2006-01-02 15:04"))
	}
	if b.Score != nil {
		facts = append(facts, number(*b.Score, "point"))
	}
	if b.State != gainsay.Live && b.State != "" {
		facts = append(facts, string(b.State))
	}
	switch {
	case b.ParentBy.Inferred() && b.Parent == "":
		facts = append(facts, "top-level comment"+inferred(b.Comment))
	case b.ParentBy.Inferred():
		facts = append(facts, "answers "+r.who(b.Parent)+inferred(b.Comment))
	case b.Parent != "":
		facts = append(facts, "answers "+r.who(b.Parent))
	}
	return facts
}

// inferred says how the parent of a comment was recovered and how sure that is.
func inferred(c *gainsay.Comment) string {
	return fmt.Sprintf(" (%s, %s)", view.ParentLabel(c.ParentBy), share(c.ParentScore))
}

// name is what to call the author of a comment.
func name(c *gainsay.Comment) string { return cmp.Or(c.Author, view.UnknownAuthor) }

// who names a comment by its author and id.
func (r *textReport) who(id string) string {
	c := r.texts.Comment(id)
	if c == nil || c.Author == "" {
		return "#" + id
	}
	return c.Author + " #" + id
}

func (r *textReport) mark(in int, c *gainsay.Comment, n gainsay.Annotation) {
	label := string(n.Tag)
	if n.Kind != "" {
		label += " " + n.Kind
	}
	if n.Score < gainsay.DefaultThreshold {
		label = "[" + label + "]"
	}
	what := fmt.Sprintf("%s %s", share(n.Score), excerpt(r.texts.Words(c.ID, n.Span)))
	if n.Span == (gainsay.Span{End: len(c.Text)}) {
		what = share(n.Score) + " the whole comment"
	}
	if aim := r.texts.Aim(&n); aim != "" {
		what += ", " + aim
	}
	r.hanging(in, r.paint(tagStyle(n.Tag), "▸ "+label), plain, what)
	r.para(in+4, dim, strings.TrimPrefix(r.texts.Why(&n)+" ("+n.By+")", " "))
}

func (r *textReport) assertions() {
	if len(r.a.Assertions) == 0 {
		return
	}
	r.section("Assertions", statusCounts(r.a))
	for i := range r.a.Assertions {
		if i > 0 {
			r.blank()
		}
		r.assertion(&r.a.Assertions[i])
	}
}

func (r *textReport) assertion(s *gainsay.Assertion) {
	r.para(2, bold, "“"+oneLine(s.Text)+"”")
	r.hanging(4, r.paint(statusStyle(s.Status), strings.Join(stateWords(s), ", ")), dim,
		fmt.Sprintf("· notable %s · %s", share(s.Notable), r.who(s.Comment)))
	for i, step := range r.texts.Chain(s) {
		r.para(4, plain, fmt.Sprintf("%d. %s", i+1, oneLine(step)))
	}
	for _, e := range s.Support {
		r.para(4, plain, fmt.Sprintf("%s in #%s: %s", e.Kind, e.Comment,
			excerpt(r.texts.Words(e.Comment, e.Span))))
	}
	for _, by := range takenUp(s) {
		var who []string
		for _, id := range by.ids {
			who = append(who, r.who(id))
		}
		r.para(4, plain, by.verb+" "+strings.Join(who, ", "))
	}
	if len(s.Topics) > 0 {
		r.para(4, dim, "topics "+strings.Join(s.Topics, ", "))
	}
}

func (r *textReport) report() {
	n := r.a.Report
	r.section("Import", "")
	r.para(2, plain, fmt.Sprintf("%s read, %d kept, %d skipped; %s inferred, %d missing",
		number(n.Read, "record"), n.Kept, n.Skipped,
		number(n.InferredParents, "parent"), n.MissingParents))
	for _, p := range n.Problems {
		if p.Line > 0 {
			r.para(2, plain, fmt.Sprintf("line %d: %s", p.Line, p.Message))
		} else {
			r.para(2, plain, p.Message)
		}
	}
}
