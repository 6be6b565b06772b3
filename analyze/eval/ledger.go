package eval

import (
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
)

// LedgerThread is a thread with the labels of an annotator; docs/LABELLING.md
// describes the format and the labels.
type LedgerThread struct {
	Thread *gainsay.Thread
	Spans  []LedgerSpan
	Flags  map[string][]string // by comment id: ask, dis, agree, concede, sarc
}

// LedgerSpan is a labelled proposition.
type LedgerSpan struct {
	Comment      string // id
	gainsay.Span        // bytes of the comment's text
	Label        byte   // 'U' unsupported and 'S' supported assertion, 'E' experience, 'V' value, 'P' policy
}

// ledgerKinds are the kinds of claim that the labels stand for.
var ledgerKinds = map[byte]gainsay.ClaimKind{
	'U': gainsay.Fact, 'S': gainsay.Fact, 'E': gainsay.Experience, 'V': gainsay.Value, 'P': gainsay.Policy,
}

var ledgerFlags = []string{"ask", "dis", "agree", "concede", "sarc"}

// ReadLedger parses a labelled thread. Errors name the line.
func ReadLedger(id, src string) (*LedgerThread, error) {
	out := &LedgerThread{Thread: &gainsay.Thread{ID: id, Format: "json"}, Flags: map[string][]string{}}
	n := 0
	for line := range strings.Lines(src) {
		n++
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "title:")
		article, isArticle := strings.CutPrefix(line, "article:")
		switch {
		case line == "" || line[0] == '#':
		case isTitle:
			out.Thread.Title = strings.TrimSpace(title)
		case isArticle:
			out.Thread.Article = strings.TrimSpace(article)
		default:
			if err := out.add(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return out, nil
}

// add parses the line of a comment.
func (l *LedgerThread) add(line string) error {
	f := strings.SplitN(line, " | ", 4)
	if len(f) != 4 {
		return fmt.Errorf("%d fields instead of 4 (id, author, parent, text)", len(f))
	}
	c := &gainsay.Comment{
		ID: strings.TrimSpace(f[0]), Author: strings.TrimSpace(f[1]), State: gainsay.Live,
		Parent: strings.TrimSpace(f[2]), ParentBy: gainsay.BySource,
	}
	if c.Parent != "" && l.Thread.Comment(c.Parent) == nil {
		return fmt.Errorf("no comment %s above, its parent", c.Parent)
	}
	words := strings.ReplaceAll(f[3], `\n`, "\n")
	for _, flag := range ledgerFlags {
		if rest := strings.Replace(words, "+"+flag, "", 1); rest != words {
			l.Flags[c.ID] = append(l.Flags[c.ID], flag)
			words = strings.TrimSpace(strings.ReplaceAll(rest, "  ", " "))
		}
	}
	if _, rest, found := strings.Cut(words, "+"); found && rest != "" && rest[0] >= 'a' && rest[0] <= 'z' {
		return fmt.Errorf("unknown flag at %q", "+"+rest)
	}
	var err error
	c.Text, err = l.spans(c.ID, words)
	l.Thread.Comments = append(l.Thread.Comments, c)
	return err
}

// spans removes the labels from a text, adds their spans, and returns the text.
func (l *LedgerThread) spans(id, words string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(words, "{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if len(rest) < 3 || rest[1] != ':' || ledgerKinds[rest[0]] == "" {
			return "", fmt.Errorf("unknown label at %q", rest)
		}
		inner, after, found := strings.Cut(rest[2:], "}")
		if !found {
			return "", fmt.Errorf("label %c is not closed", rest[0])
		}
		start := b.Len()
		b.WriteString(inner)
		l.Spans = append(l.Spans, LedgerSpan{id, gainsay.Span{Start: start, End: b.Len()}, rest[0]})
		words = after
	}
}
