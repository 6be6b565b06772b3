package importer

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "kialo",
	Doc: `a Kialo discussion, exported as text

Recognised by "Discussion Title:" and numbered claims such as "1.2.3. Pro: text". The numbers give
the tree and are the ids. "-> See 1.3." refers to a claim used again: there is a comment at both
places, and the second also answers the claim it refers to. The export has no authors and no times.
Whether a claim is for or against its parent is not kept.`,
	From:  `Kialo: Export discussion, in the menu of a discussion`,
	Ext:   []string{".txt"},
	Sniff: sniffKialo,
	Read:  readKialo,
})

var (
	kialoTitle = lazy.Regexp(`^Discussion Title:\s*(.*)$`)
	kialoClaim = lazy.Regexp(`^\s*((?:\d+\.)+)\s*(?:(Pro|Con|Thesis)\s*:)?\s?(.*)$`)
	kialoSee   = lazy.Regexp(`^->\s*See\s+((?:\d+\.)*\d+)\.?\s*$`)
	kialoReply = lazy.Regexp(`(?m)^\s*(?:\d+\.){2,}\s*(?:Pro|Con)\s*:`)
)

func sniffKialo(head []byte) int {
	first, _, _ := strings.Cut(strings.TrimSpace(string(head)), "\n")
	switch {
	case kialoTitle().MatchString(strings.TrimSpace(first)):
		return 92
	case len(kialoReply().FindAllIndex(head, 3)) == 3 && kialoClaim().MatchString(first):
		return 75
	}
	return 0
}

// kialoReader reads claims line by line.
type kialoReader struct {
	b    *thread.Builder
	id   string // of the current claim, "" before the first
	text []string
}

func readKialo(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		k := &kialoReader{b: thread.NewBuilder(&gainsay.Thread{})}
		br := bufio.NewReaderSize(r, 1<<16)
		for n := 1; ; n++ {
			line, err := input.ReadLine(br)
			k.line(n, strings.TrimRight(string(line), "\r\n"))
			if err == nil {
				continue
			}
			if !errors.Is(err, io.EOF) {
				yield(nil, err)
				return
			}
			break
		}
		k.end()
		k.b.ID = scalar.Hash(k.b.Title, firstClaim(k.b.Comments))
		k.b.Yield(yield)
	}
}

func firstClaim(comments []*gainsay.Comment) string {
	if len(comments) == 0 {
		return ""
	}
	return comments[0].Text
}

func (k *kialoReader) line(n int, s string) {
	if m := kialoClaim().FindStringSubmatch(s); m != nil && k.fits(strings.TrimSuffix(m[1], "."), m[2]) {
		k.end()
		k.id, k.text = strings.TrimSuffix(m[1], "."), []string{m[3]}
		return
	}
	switch m := kialoTitle().FindStringSubmatch(s); {
	case m != nil && k.id == "":
		k.b.Title = strings.TrimSpace(m[1])
	case k.id != "":
		k.text = append(k.text, s)
	case strings.TrimSpace(s) != "":
		k.b.Remark(n, "line before the first claim skipped")
	}
}

// fits reports whether a number begins a claim rather than a list in one: the
// line has Pro or Con, or is the thesis.
func (k *kialoReader) fits(id, side string) bool {
	return side != "" || !strings.Contains(id, ".") && k.id == "" ||
		strings.Contains(id, ".") && k.b.Has(kialoParent(id))
}

func kialoParent(id string) string {
	return id[:max(0, strings.LastIndexByte(id, '.'))]
}

// end adds the current claim.
func (k *kialoReader) end() {
	if k.id == "" {
		return
	}
	text := strings.TrimSpace(strings.Join(k.text, "\n"))
	c := &gainsay.Comment{
		ID:       k.id,
		Parent:   kialoParent(k.id),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	if m := kialoSee().FindStringSubmatch(text); m != nil {
		c.OtherParents = []string{m[1]}
	}
	markup.Markdown(text).Apply(c)
	k.b.Add(c)
}
