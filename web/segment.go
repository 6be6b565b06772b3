package web

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// segment is a run of a comment's text under the same marks and links. The
// texts of its segments, joined, are the comment's.
type segment struct {
	Text  string
	Marks []*mark // outermost first; none for plain text
	Class string  // of the mark that colours it
	Top   *mark   // which it leads to
	IDs   string  // of its marks, with spaces between
	Begin []*mark
	End   []*mark
	Now   bool
	Out   outward // where the text is a link
}

// outward is an address outside, of another site.
type outward struct {
	Text, URL, Host string
}

// newOutward is empty for what is no web address.
func newOutward(text, address string) outward {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return outward{}
	}
	o := outward{Text: text, URL: u.String()}
	if !strings.Contains(text, u.Host) { // else the text itself says where it leads
		o.Host = u.Host
	}
	return o
}

var bareAddress = regexp.MustCompile(`https?://[^\s<>"“”]+[^\s<>"“”.,;:!?)\]’'*]`)

// outLinks lists the links of a comment: those of the source, and addresses
// written out in the text.
func outLinks(c *gainsay.Comment) (out []gainsay.Link) {
	for _, l := range c.Links {
		if l.Len() > 0 && l.Valid(len(c.Text)) {
			out = append(out, l)
		}
	}
	for _, at := range bareAddress.FindAllStringIndex(c.Text, -1) {
		s := gainsay.Span{Start: at[0], End: at[1]}
		if !slices.ContainsFunc(out, func(l gainsay.Link) bool { return l.Overlaps(s) }) {
			out = append(out, gainsay.Link{Span: s, URL: s.In(c.Text)})
		}
	}
	return out
}

// segments cuts a comment's text at every end of a mark or link, so that marks
// may overlap and nest while the page stays a plain run of elements.
func segments(c *gainsay.Comment, marks []*mark) []segment {
	links := outLinks(c)
	cuts := []int{0, len(c.Text)}
	for _, m := range marks {
		cuts = append(cuts, m.Start, m.End)
	}
	for _, l := range links {
		cuts = append(cuts, l.Start, l.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []segment
	for k := 0; k+1 < len(cuts); k++ {
		span := gainsay.Span{Start: cuts[k], End: cuts[k+1]}
		s := segment{Text: span.In(c.Text)}
		for _, l := range links {
			if l.Contains(span) {
				s.Out = newOutward(s.Text, l.URL)
			}
		}
		s.mark(span, marks)
		out = append(out, s)
	}
	return out
}

// mark adds the marks that hold the segment's span.
func (s *segment) mark(span gainsay.Span, marks []*mark) {
	for _, m := range marks {
		if !m.Contains(span) || m.Len() == 0 {
			continue
		}
		s.Marks = append(s.Marks, m)
		s.IDs = strings.TrimSpace(s.IDs + " " + m.ID)
		s.Now = s.Now || m.Now
		if m.Start == span.Start {
			s.Begin = append(s.Begin, m)
		}
		if m.End == span.End {
			s.End = append(s.End, m)
		}
	}
	if len(s.Marks) > 0 {
		s.Top = slices.MinFunc(s.Marks, func(a, b *mark) int {
			return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Len(), b.Len()))
		})
		s.Class = s.Top.Class
	}
}
