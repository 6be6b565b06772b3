package exporter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// veiled returns an analysis that tells no more than the options allow: a
// copy, or the analysis itself where they allow everything.
func veiled(a *gainsay.Analysis, o Options) *gainsay.Analysis {
	if o.Key == nil && !o.NoText {
		return a
	}
	a = copied(a)
	if o.NoText {
		dropText(a)
	}
	if o.Key != nil {
		newVeil(a, o.Key).apply(a)
	}
	return a
}

// copied copies an analysis as deep as a veil changes it.
func copied(a *gainsay.Analysis) *gainsay.Analysis {
	b := *a
	t := *a.Thread
	b.Thread = &t
	t.Comments = make([]*gainsay.Comment, len(a.Thread.Comments))
	for i, c := range a.Thread.Comments {
		d := *c
		d.Quotes, d.Links, d.OtherParents = slices.Clone(c.Quotes), slices.Clone(c.Links), slices.Clone(c.OtherParents)
		t.Comments[i] = &d
	}
	b.Annotations, b.Assertions, b.Relations = slices.Clone(a.Annotations), slices.Clone(a.Assertions), slices.Clone(a.Relations)
	for i := range b.Annotations {
		b.Annotations[i].Signals = slices.Clone(b.Annotations[i].Signals)
	}
	for i := range b.Assertions {
		s := &b.Assertions[i]
		s.Support, s.Chain = slices.Clone(s.Support), slices.Clone(s.Chain)
		for _, l := range lists(s) {
			*l = slices.Clone(*l)
		}
	}
	b.Report.Problems = slices.Clone(a.Report.Problems)
	return &b
}

// lists are the lists of an assertion that hold ids or names.
func lists(s *gainsay.Assertion) []*[]string {
	return []*[]string{&s.AskedBy, &s.SuppliedBy, &s.CounteredBy, &s.ConcededBy, &s.RepeatedBy, &s.Topics}
}

// dropText leaves out what people wrote: texts, links, and the words of them
// that reasons and signals quote. Offsets stay those of the texts left out.
func dropText(a *gainsay.Analysis) {
	a.Thread.Article = ""
	for _, c := range a.Thread.Comments {
		c.Text, c.Links = "", nil
	}
	for i := range a.Annotations {
		n := &a.Annotations[i]
		n.Why = unquoted(n.Why)
		n.Signals = slices.DeleteFunc(n.Signals, func(s gainsay.Signal) bool { return unquoted(s.Name) != s.Name })
	}
	for i := range a.Assertions {
		s := &a.Assertions[i]
		s.Text = ""
		for j := range s.Chain {
			s.Chain[j].Text = unquoted(s.Chain[j].Text)
		}
	}
	for i := range a.Relations {
		a.Relations[i].By = unquoted(a.Relations[i].By)
	}
	for i := range a.Report.Problems {
		a.Report.Problems[i].Message = unquoted(a.Report.Problems[i].Message)
	}
}

// unquoted puts an ellipsis in the place of everything from the first
// quotation mark to the last: quoted words may hold marks themselves.
func unquoted(s string) string {
	first, last := strings.IndexAny(s, "\"“"), strings.LastIndexAny(s, "\"”")
	if first < 0 {
		return s
	}
	rest := ""
	if last > first {
		rest = strings.TrimLeft(s[last:], "\"”")
	}
	return s[:first] + "“…”" + rest
}

// pseudonym makes an author's name one that only the holder of the key can
// link to it: HMAC-SHA-256 (RFC 2104) of the name, 80 bits of it in base 32.
func pseudonym(key []byte, name string) string {
	return "author-" + keyed(key, name)
}

func keyed(key []byte, s string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(s)) // a hash never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10]))
}
