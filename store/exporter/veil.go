package exporter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// veiled returns what of an analysis the options allow: a copy, or the analysis
// itself where they allow everything.
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
		hideCoders(a, o.Key)
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
		d.Quotes, d.Links, d.OtherParents = slices.Clone(c.Quotes), slices.Clone(c.Links),
			slices.Clone(c.OtherParents)
		t.Comments[i] = &d
	}
	b.Annotations, b.Assertions, b.Relations = slices.Clone(a.Annotations), slices.Clone(a.Assertions),
		slices.Clone(a.Relations)
	for i := range b.Annotations {
		n := &b.Annotations[i]
		n.Reasons, n.Signals = copiedReasons(n.Reasons), slices.Clone(n.Signals)
	}
	for i := range b.Assertions {
		copyLists(&b.Assertions[i])
	}
	for i := range b.Relations {
		b.Relations[i].Reasons = copiedReasons(b.Relations[i].Reasons)
	}
	b.Report.Problems = slices.Clone(a.Report.Problems)
	return &b
}

func copiedReasons(reasons []gainsay.Reason) []gainsay.Reason {
	reasons = slices.Clone(reasons)
	for i := range reasons {
		reasons[i].Spans = slices.Clone(reasons[i].Spans)
	}
	return reasons
}

// copyLists gives an assertion lists of its own.
func copyLists(s *gainsay.Assertion) {
	s.Support, s.Chain = slices.Clone(s.Support), slices.Clone(s.Chain)
	for i := range s.Chain {
		s.Chain[i].Shared = slices.Clone(s.Chain[i].Shared)
	}
	for _, l := range append(idLists(s), &s.Topics) {
		*l = slices.Clone(*l)
	}
}

// idLists are the lists of an assertion that hold ids of comments.
func idLists(s *gainsay.Assertion) []*[]string {
	return []*[]string{&s.AskedBy, &s.SuppliedBy, &s.CounteredBy, &s.ConcededBy, &s.RepeatedBy}
}

// leftOut is shown for messages that may quote what people wrote.
const leftOut = "left out"

// dropText leaves out what people wrote: texts, links, words that moved a model,
// names that marks found in texts, topics, and messages that may quote any of it.
// Offsets stay those of the texts left out.
func dropText(a *gainsay.Analysis) {
	a.Thread.Article = ""
	for _, c := range a.Thread.Comments {
		c.Text, c.Links = "", nil
		if c.Failed != "" {
			c.Failed = leftOut
		}
	}
	for i := range a.Annotations {
		n := &a.Annotations[i]
		n.Signals = slices.DeleteFunc(n.Signals, func(s gainsay.Signal) bool { return s.Words != "" })
		for _, named := range []string{gainsay.TargetPerson, gainsay.TargetGroup} {
			if strings.HasPrefix(n.Target, named) {
				n.Target = named
			}
		}
	}
	for i := range a.Assertions {
		a.Assertions[i].Text, a.Assertions[i].Topics = "", []string{}
	}
	for i := range a.Report.Problems {
		a.Report.Problems[i].Message = leftOut
	}
}

// pseudonym makes an author's name one that only the holder of the key can
// link to it: HMAC-SHA-256 (RFC 2104) of the name, 80 bits of it in base 32.
func pseudonym(key []byte, name string) string {
	return "author-" + keyed(key, name)
}

// hideCoders replaces the names of coders in the marks that they decided on.
func hideCoders(a *gainsay.Analysis, key []byte) {
	hide := func(rule *string) {
		if name, ok := strings.CutPrefix(*rule, decide.RulePrefix); ok {
			*rule = decide.RulePrefix + keyed(key, name)
		}
	}
	for i := range a.Annotations {
		hide(&a.Annotations[i].By)
		for j := range a.Annotations[i].Reasons {
			hide(&a.Annotations[i].Reasons[j].Rule)
		}
	}
}

func keyed(key []byte, s string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(s)) // a hash never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10]))
}
