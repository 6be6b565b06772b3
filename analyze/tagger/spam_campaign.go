package tagger

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// byCampaign is the name of the rule of annotations on copies of one text.
const byCampaign = "campaign"

// What reasons say of a copy.
const (
	copyHere  = "is nearly the same text as another comment"
	copyOwn   = "repeats what its author posted in another comment"
	copyThere = "is nearly the same text as a comment of another thread"
)

// maxCopies is how many copies the reasons of one annotation refer to. The target
// identifies the campaign, which all copies share.
const maxCopies = 8

// sameText is the estimated Jaccard similarity, 0 to 1, from which on two texts
// count as copies. Own choice.
const sameText = 0.7

// copies is the state of the spam tagger for a thread.
type copies struct {
	sigs []text.Signature // by comment; nil if it is not live
	of   [][]int          // by comment; see copiesOf
	own  [][]int          // by comment; see repeatsOf

	called        []bool          // by comment; see complaints
	calledAuthors map[string]bool // see complaints
}

// findCopies is the Prepare of the spam tagger.
func findCopies(p *analyze.Pass) error {
	c := &copies{sigs: make([]text.Signature, len(p.Docs))}
	p.Each(func(i int) error {
		if d := p.Docs[i]; len(d.Tokens) > 0 && !isNotice(d) && !mostlyQuotes(p.Thread.Comments[i]) { // only live comments count
			c.sigs[i] = p.Signature(i)
		}
		return nil
	})
	c.of, c.own = copiesOf(c.sigs), repeatsOf(p)
	c.called, c.calledAuthors = complaints(p)
	p.SetState(c)
	return nil
}

// mostlyQuotes reports whether more than half of a comment is marked as quoted, by
// its site or by ">": a reply that quotes a whole comment is no copy of it.
func mostlyQuotes(c *gainsay.Comment) bool {
	marked, lines := 0, 0
	for _, q := range c.Quotes {
		marked += q.End - q.Start
	}
	for line := range strings.Lines(c.Text) {
		if strings.HasPrefix(strings.TrimLeft(line, " "), ">") {
			lines += len(line)
		}
	}
	return max(marked, lines) > len(c.Text)/2
}

// copiesRead hashes the groups of copies that comment i belongs to and whether it or
// its author is called spam. It is the
// Depends of the spam tagger.
func copiesRead(p *analyze.Pass, i int) uint64 {
	c, h := p.State().(*copies), fnv.New64a()
	if len(c.of[i]) > 1 || c.own[i] != nil {
		for _, j := range slices.Concat(c.of[i], []int{-1}, c.own[i]) {
			fmt.Fprintln(h, j)
		}
	}
	if c.called != nil {
		fmt.Fprintln(h, c.called[i], c.calledAuthors[p.Thread.Comments[i].Author])
	}
	return h.Sum64()
}

// How copies raise the score of a comment: the distance of its score, at least
// copiedScore, from 1 shrinks by a factor. Own choice.
const (
	copiedScore = 0.3
	hereFactor  = 0.2 // copies in the same thread
	thereFactor = 0.3 // copies in other threads
)

// raised is a score raised by a factor because of copies.
func raised(score, factor float64) float64 { return 1 - (1-max(score, copiedScore))*factor }

// findCampaign raises the score of comment i if there are copies of it: in the
// thread if it is suspected, if there are three copies by several authors or if its
// author repeats it; in other threads only if it is suspected.
func (m *suspicion) findCampaign(p *analyze.Pass, i int) {
	c := p.State().(*copies)
	n := len(c.of[i])
	switch {
	case n > 1 && (m.suspected || n > 2 && authorsOf(p, c.of[i]) != 1):
		m.raise(p, i, copyHere, c.of[i])
		return
	case c.own[i] != nil:
		m.raise(p, i, copyOwn, c.own[i])
		return
	case n >= fewestFlood && !isBot(p.Thread.Comments[i].Author):
		if same := c.sameWords(i); len(same) >= fewestFlood {
			m.raise(p, i, copyOwn, same)
			return
		}
	}
	if !m.suspected {
		return
	}
	if refs := seen(p, c.sigs[i]); len(refs) > 0 {
		m.Score = raised(m.Score, thereFactor)
		m.By, m.Target = byCampaign, gainsay.TargetCampaign+campaign(p, i)
		m.Reasons = append(copyReasons(copyThere, refs), m.Reasons...)
	}
}

// sameWords returns the copies of comment i with the same words, itself included.
func (c *copies) sameWords(i int) []int {
	return slices.DeleteFunc(slices.Clone(c.of[i]), func(j int) bool { return !slices.Equal(c.sigs[i], c.sigs[j]) })
}

// raise makes comment i part of a campaign in its thread.
func (m *suspicion) raise(p *analyze.Pass, i int, says string, group []int) {
	m.Score = raised(m.Score, hereFactor)
	m.By, m.Target = byCampaign, gainsay.TargetCampaign+campaign(p, group[0])
	var ids []string
	for _, j := range group {
		if j != i {
			ids = append(ids, p.Thread.Comments[j].ID)
		}
	}
	m.Reasons = append(copyReasons(says, ids), m.Reasons...)
}

// copyReasons gives one reason for each of the first maxCopies comments.
func copyReasons(says string, comments []string) []gainsay.Reason {
	var out []gainsay.Reason
	for _, id := range comments[:min(len(comments), maxCopies)] {
		out = append(out, gainsay.Reason{Rule: "spam/" + byCampaign, Says: says, Comment: id})
	}
	return out
}

// seen returns references to comments of other threads that are copies.
func seen(p *analyze.Pass, sig text.Signature) []string {
	if p.Seen == nil || sig == nil {
		return nil
	}
	return p.Seen.Near(p.Thread.Format+":"+p.Thread.ID, sig)
}

// maxBand bounds how many texts of one band another text is compared with.
const maxBand = 50

// banded is a text and one of its bands.
type banded struct {
	band uint64
	text int
}

// copiesOf returns, for each text, the sorted indexes of all texts that are nearly
// the same, itself included. Candidates are texts that share a band of their
// signatures (locality-sensitive hashing), so that time is linear in their number.
func copiesOf(sigs []text.Signature) [][]int {
	out := make([][]int, len(sigs))
	alone := make([]int, len(sigs))
	for i := range sigs {
		alone[i] = i
		out[i] = alone[i : i+1 : i+1]
	}
	all := sharedBands(sigs)
	for first, k := 0, 0; k < len(all); k++ {
		if all[first].band != all[k].band {
			first = k
		}
		i := all[k].text
		for _, o := range all[first:min(k, first+maxBand)] {
			if j := o.text; !slices.Contains(out[i], j) && sigs[i].Similarity(sigs[j]) >= sameText {
				out[i] = append(out[i], j)
				out[j] = append(out[j], i)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}

// sharedBands lists the bands that several texts have, and a few others, sorted
// by band, then by text. Bands that one text alone has are the most by far: a
// table of counts by hash removes nearly all of them before sorting.
func sharedBands(sigs []text.Signature) []banded {
	var all []banded
	var bands []uint64
	for i, s := range sigs {
		bands = s.AppendBands(bands[:0])
		if all == nil {
			all = make([]banded, 0, len(bands)*(len(sigs)-i))
		}
		for _, b := range bands {
			all = append(all, banded{b, i})
		}
	}
	counts := make([]uint8, 1<<bits.Len(uint(len(all)*4))) // by the last bits of a band; 2 means two or more
	mask := uint64(len(counts) - 1)
	for k := range all {
		if c := &counts[all[k].band&mask]; *c < 2 {
			*c++
		}
	}
	all = slices.DeleteFunc(all, func(b banded) bool { return counts[b.band&mask] < 2 })
	slices.SortFunc(all, func(a, b banded) int {
		return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.text, b.text))
	})
	return all
}

// authorsOf counts the authors of the comments; each unknown author counts as
// one more.
func authorsOf(p *analyze.Pass, group []int) int {
	names := map[string]bool{}
	for k, i := range group {
		name := p.Thread.Comments[i].Author
		if name == "" {
			name = fmt.Sprint(k)
		}
		names[name] = true
	}
	return len(names)
}

// campaign is a key for copies of comment i: a hash of its words without
// addresses, eight hexadecimal digits.
func campaign(p *analyze.Pass, i int) string {
	h := fnv.New32a()
	for _, t := range p.Docs[i].Tokens {
		if t.POS != pos.URL {
			h.Write([]byte(t.Lower + " "))
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
