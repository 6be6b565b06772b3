// Package view says in words what an analysis says in fields: why a mark was
// made, what happened to an assertion, what a relation joins. All sentences
// that readers see are made here, so that the terminal, the pages and the
// exported reports use the same wording.
package view

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Texts looks up the comments of one thread for sentences about them. A text
// or a name that was left out of the thread is left out of the sentences too.
type Texts struct {
	comments map[string]*gainsay.Comment
	rest     *Texts // for other comments; may be nil
}

// NewTexts returns the texts of a thread. The thread must not change afterwards.
func NewTexts(t *gainsay.Thread) *Texts {
	return (*Texts)(nil).With(t.Comments)
}

// With returns the texts with some comments in the place of those of the same ids.
func (x *Texts) With(comments []*gainsay.Comment) *Texts {
	out := &Texts{make(map[string]*gainsay.Comment, len(comments)), x}
	for _, c := range comments {
		out.comments[c.ID] = c
	}
	return out
}

// Comment returns the comment of an id, or nil.
func (x *Texts) Comment(id string) *gainsay.Comment {
	if c := x.comments[id]; c != nil || x.rest == nil {
		return c
	}
	return x.rest.Comment(id)
}

// Words returns what a span of a comment covers, "" where the comment is not in
// the thread or the span does not fit its text.
func (x *Texts) Words(comment string, s gainsay.Span) string {
	c := x.Comment(comment)
	if c == nil || !s.Valid(len(c.Text)) {
		return ""
	}
	return s.In(c.Text)
}

// Author names who wrote a comment, UnknownAuthor where the source does not say.
func (x *Texts) Author(comment string) string {
	if c := x.Comment(comment); c != nil && c.Author != "" {
		return c.Author
	}
	return UnknownAuthor
}

// quotedRunes bounds the words that a sentence quotes.
const quotedRunes = 60

// quote returns the words of a span in quotation marks, "" where there are none.
func (x *Texts) quote(comment string, s gainsay.Span) string {
	if words := Clip(x.Words(comment, s), quotedRunes); words != "" {
		return "“" + words + "”"
	}
	return ""
}

// Clip makes a text one line of at most so many runes: white space is folded, an
// address loses its scheme and query, and what is too long ends in an ellipsis.
func Clip(s string, runes int) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.Contains(s, "//") {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			s = u.Host + u.Path
		}
	}
	if len(s) <= runes {
		return s
	}
	if r := []rune(s); len(r) > runes {
		return strings.TrimSpace(string(r[:runes-1])) + "…"
	}
	return s
}

// Why says why a mark was made: its reasons in one line. The first reason of a
// claim is its kind, the others are what speaks for that kind. The words of the
// whole mark, which readers have before them, are not quoted again.
func (x *Texts) Why(a *gainsay.Annotation) string {
	if a.Tag == gainsay.TagClaim && len(a.Reasons) > 1 {
		return a.Reasons[0].Says + ": " + strings.Join(x.clauses(a, a.Reasons[1:], " (", ")"), ", ")
	}
	return x.reasons(a, a.Reasons)
}

// WhyRelation says why a relation was made; from is the mark it starts from.
func (x *Texts) WhyRelation(r *gainsay.Relation, from *gainsay.Annotation) string {
	return x.reasons(from, r.Reasons)
}

// reasons writes the reasons for a mark, or for a relation that starts from it.
func (x *Texts) reasons(of *gainsay.Annotation, reasons []gainsay.Reason) string {
	return strings.Join(x.clauses(of, reasons, ": ", ""), "; ")
}

// clauses writes each reason as a clause with the words it was found in between
// open and end. Consecutive reasons that say the same become one clause.
func (x *Texts) clauses(of *gainsay.Annotation, reasons []gainsay.Reason, open, end string) []string {
	var out []string
	for len(reasons) > 0 {
		n := 1
		for n < len(reasons) && reasons[n].Rule == reasons[0].Rule && reasons[n].Says == reasons[0].Says {
			n++
		}
		out = append(out, x.clause(of, reasons[:n], open, end))
		reasons = reasons[n:]
	}
	return out
}

// clause writes reasons that say the same.
func (x *Texts) clause(of *gainsay.Annotation, same []gainsay.Reason, open, end string) string {
	out := same[0].Says
	if words := x.quotes(of, same); len(words) > 0 {
		out += open + fewOf(words) + end
	}
	var places []string
	for i := range same {
		r := &same[i]
		if r.Comment != "" && r.Comment != of.Comment && len(r.Spans) == 0 {
			places = append(places, x.place(r.Comment))
		}
	}
	if len(places) > 0 {
		out += " (" + fewOf(places) + ")"
	}
	return out
}

// quotes lists the words of reasons that say the same, one item for each comment
// that they are in. The comment is named where it is another than the mark's:
// “council”, “sold” in #1.
func (x *Texts) quotes(of *gainsay.Annotation, same []gainsay.Reason) []string {
	var comments []string
	words := map[string][]string{} // by comment
	for i := range same {
		comment := cmp.Or(same[i].Comment, of.Comment)
		for _, s := range same[i].Spans {
			whole := comment == of.Comment && s == of.Span
			q := x.quote(comment, s)
			if q == "" || whole || slices.Contains(words[comment], q) {
				continue
			}
			if words[comment] == nil {
				comments = append(comments, comment)
			}
			words[comment] = append(words[comment], q)
		}
	}
	var out []string
	for _, comment := range comments {
		list := fewOf(words[comment])
		if comment != of.Comment {
			list += " in " + x.place(comment)
		}
		out = append(out, list)
	}
	return out
}

// place names a comment by its id, as "#12". The reference to a comment of
// another thread stays as it is.
func (x *Texts) place(id string) string {
	if x.Comment(id) == nil {
		return id
	}
	return "#" + id
}

// listed is how many items a sentence lists.
const listed = 3

// fewOf lists the first items and counts the others. One too many is listed as well.
func fewOf(items []string) string {
	if len(items) <= listed+1 {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(items[:listed], ", "), len(items)-listed)
}

// Relation says what a relation does to the mark it leads to.
func (x *Texts) Relation(kind gainsay.RelationKind, to *gainsay.Annotation) string {
	words := x.quote(to.Comment, to.Span)
	if words == "" {
		words = x.place(to.Comment)
	}
	return RelationLabel(kind) + " " + words + " (" + x.Author(to.Comment) + ")"
}

// targets are the prefixes of targets, with what goes before a name and what is
// said without one.
var targets = []struct{ prefix, named, unnamed string }{
	{gainsay.TargetParticipant, "", "a participant (unknown author)"},
	{gainsay.TargetPerson, "the person ", "a person"},
	{gainsay.TargetGroup, "the group ", "a group"},
	{gainsay.TargetCampaign, "campaign ", "a campaign"},
}

// Target names what a mark is about or aimed at, "" for "": a participant, a
// person, a group, a campaign or a comment.
func (x *Texts) Target(target string) string {
	if target == "" {
		return ""
	}
	for _, t := range targets {
		name, ok := strings.CutPrefix(target, t.prefix)
		switch {
		case !ok:
		case name == "" || t.prefix == gainsay.TargetParticipant && x.Comment(name) != nil:
			return t.unnamed
		default:
			return t.named + name
		}
	}
	return "comment " + x.place(target)
}

// Aim puts the target of a mark after its words: "aimed at Jonas Pell", "against
// comment #2", "part of campaign 1a2b3c4d"; "" without a target.
func (x *Texts) Aim(a *gainsay.Annotation) string {
	target := x.Target(a.Target)
	switch {
	case target == "":
		return ""
	case a.Tag == gainsay.TagCounterclaim:
		return "against " + target
	case a.Tag == gainsay.TagSpam:
		return "part of " + target
	}
	return "aimed at " + target
}

// Signal names what moved a model's score: “liar”, letters of “liar”, or what was
// found where it is about no particular words.
func Signal(s gainsay.Signal) string {
	switch {
	case s.Words == "":
		return s.Name
	case s.Name == "" || s.Name == "word" || s.Name == "words":
		return "“" + s.Words + "”"
	case strings.HasSuffix(s.Name, " of") || strings.HasSuffix(s.Name, " in") ||
		strings.HasSuffix(s.Name, " with"):
		return s.Name + " “" + s.Words + "”"
	}
	return s.Name + ": “" + s.Words + "”"
}
