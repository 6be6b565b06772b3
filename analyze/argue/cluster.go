package argue

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// group finds claims of fact that say the same and those that deny one another
// anywhere in the thread. It compares claims that share a bucket of terms
// (MinHash, Broder 1997), so that time is linear in their number.
func (b *builder) group() {
	buckets := newBuckets(b.countFacts()) // of the first claims of a cluster
	signed := map[string]int{}
	for k := range b.claims {
		c := &b.claims[k]
		if c.kind != gainsay.Fact || len(c.terms.Words) < 2 {
			continue
		}
		keys := bucketKeys(c.terms)
		same, contrary := b.compare(k, keys, buckets)
		if contrary >= 0 {
			b.deny(k, contrary)
		}
		if same >= 0 {
			b.repeat(k, same)
			continue
		}
		sign := signature(c.terms, b.p.Docs[c.comment].Figures(c.Span))
		if m, ok := signed[sign]; ok {
			b.repeat(k, m)
			continue
		}
		c.cluster, signed[sign] = sign, k
		for _, key := range keys {
			buckets.add(key, k)
		}
	}
}

// compare looks for the first earlier claim that says the same as claim k and
// for the first that denies it; -1 for none.
func (b *builder) compare(k int, keys [bucketBands]uint64, buckets *buckets) (same, contrary int) {
	same, contrary = -1, -1
	c := &b.claims[k]
	for _, key := range keys {
		for m := range buckets.in(key) {
			o := &b.claims[m]
			if o.comparedBy == k {
				continue // in another bucket
			}
			o.comparedBy = k
			if !alike(c.terms, o.terms) || b.differInFigure(k, m) {
				continue
			}
			if c.terms.Negated == o.terms.Negated && !opposites(c, o) {
				if same < 0 || m < same {
					same = m
				}
			} else if contrary < 0 || m < contrary {
				contrary = m
			}
		}
	}
	return same, contrary
}

// repeat adds claim k to the cluster of the first claim that said the same. If
// one author wrote both, no relation is added.
func (b *builder) repeat(k, first int) {
	c, o := &b.claims[k], &b.claims[first]
	c.cluster = o.cluster
	if c.comment == o.comment || b.sameAuthor(c.comment, o.comment) {
		return
	}
	c.first = first
	o.again = append(o.again, k)
	b.relate(c.ID, c.terms.Overlap(o.terms), first, repeats)
}

// deny records that claim k denies an earlier one by another author.
func (b *builder) deny(k, earlier int) {
	c, o := &b.claims[k], &b.claims[earlier]
	if c.comment == o.comment || !b.denies(c.comment, c.Span, k, earlier) {
		return
	}
	r := negation
	if opposites(c, o) {
		r = opposite
	}
	b.relate(c.ID, c.Score*c.terms.Overlap(o.terms), earlier, r, b.contraryReasons(r, k, earlier)...)
}

// opposites reports whether one claim says the opposite of the other.
func opposites(c, o *claim) bool {
	_, _, ok := c.terms.Opposite(o.terms)
	return ok
}

// alike reports whether two claims are about the same: they have at least three
// terms in common that are not common words, which make up two thirds of the
// shorter and half of the longer, and share a name if both give names. Two
// terms are enough if they are all that the longer one has and it gives names.
func alike(a, b *text.Terms) bool {
	if !enough(a, b, a.AtMostCommon(b)) {
		return false
	}
	n, common := 0, commonStems()
	for w := range a.Common(b) {
		if !common[w.Key] {
			n++
		}
	}
	return enough(a, b, n) && (len(a.Names) == 0 || len(b.Names) == 0 || shareName(a, b))
}

// enough reports whether n common terms suffice for alike, names aside.
func enough(a, b *text.Terms, n int) bool {
	short, long := min(len(a.Words), len(b.Words)), max(len(a.Words), len(b.Words))
	if n < 3 || n*3 < short*2 || n*2 < long {
		return len(a.Names) > 0 && n >= 2 && n >= long
	}
	return true
}

// signatureStems is how many stems a signature keeps besides names and figures;
// the seed determines which.
const signatureStems, signatureSeed = 3, 99

// signature is a digest of a claim's negation, names, figures and the stems with
// the lowest hashes: the same claim has the same signature in every thread, and
// a changed word seldom matters.
func signature(t *text.Terms, figures []text.Quantity) string {
	var scratch [512]byte
	buf := strconv.AppendBool(scratch[:0], t.Negated)
	for _, n := range t.Names {
		buf = append(append(buf, 0), n...)
	}
	for _, q := range figures {
		buf = strconv.AppendFloat(append(buf, 0), q.Value, 'g', -1, 64)
		buf = append(append(buf, ' '), q.Unit...)
	}
	for _, stem := range leastStems(t) {
		if stem != "" {
			buf = append(append(buf, 0), stem...)
		}
	}
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:6])
}

// leastStems returns the stems with the lowest hashes, padded with "".
func leastStems(t *text.Terms) (stems [signatureStems]string) {
	var hashes [signatureStems]uint64
	seed := seeded(signatureSeed)
	for _, w := range t.Words {
		if strings.HasPrefix(w.Key, "=") {
			continue
		}
		stem, h := w.Key, text.HashMore(seed, w.Key)
		for i := range stems { // insertion sort
			if stems[i] == "" || h < hashes[i] || h == hashes[i] && stem < stems[i] {
				stem, stems[i] = stems[i], stem
				h, hashes[i] = hashes[i], h
			}
			if stem == "" {
				break
			}
		}
	}
	return stems
}
