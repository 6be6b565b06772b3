package argue

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// maxHeads bounds how many earlier claims of one bucket a claim is held
// against: the first ones, which others repeat.
const maxHeads = 24

// group finds the claims of fact that say the same and those that deny one
// another anywhere in the thread. Claims meet in buckets of shared terms
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
		same, contrary := b.meet(k, keys, buckets)
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

// meet looks for the first earlier claim that says the same as claim k and
// the first that denies it, -1 for none.
func (b *builder) meet(k int, keys [bucketBands]uint64, buckets *buckets) (same, contrary int) {
	same, contrary = -1, -1
	c := &b.claims[k]
	for _, key := range keys {
		for m := range buckets.in(key) {
			o := &b.claims[m]
			if o.met == k {
				continue // in another bucket
			}
			o.met = k
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

// repeat puts claim k into the cluster of the first that said the same. An
// author who says the same again repeats nobody.
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

// deny notes that claim k is the denial of an earlier one by somebody else.
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

// light are stems so common in claims that sharing them says little.
var light = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("year years last time people thing things day month week make made get got going said says first many much other same want know") {
		out[text.Stem(w)] = true
	}
	return out
}()

// alike reports whether two claims speak of the same: three telling terms at
// least in common that make up most of the shorter and half of the longer,
// one name among them where both give some; or all of two terms and more.
func alike(a, b *text.Terms) bool {
	if !enough(a, b, a.AtMostCommon(b)) {
		return false
	}
	n := 0
	for w := range a.Common(b) {
		if !light[w.Key] {
			n++
		}
	}
	return enough(a, b, n) && (len(a.Names) == 0 || len(b.Names) == 0 || shareName(a, b))
}

// enough reports whether n terms in common are, names aside.
func enough(a, b *text.Terms, n int) bool {
	short, long := min(len(a.Words), len(b.Words)), max(len(a.Words), len(b.Words))
	if n < 3 || n*3 < short*2 || n*2 < long {
		return len(a.Names) > 0 && n >= 2 && n >= long
	}
	return true
}

// bucketBands is how many buckets a claim goes to: of two claims that share
// half of their terms, all but one in sixteen meet.
const bucketBands = 4

// buckets hold claims by key, each bucket in the order in which they came.
type buckets struct {
	byKey map[uint64]bucket
	links []link // of all buckets
}

// newBuckets makes room for n claims, of which many are told again.
func newBuckets(n int) *buckets {
	return &buckets{make(map[uint64]bucket, n*bucketBands/2), make([]link, 0, n*bucketBands/2)}
}

// bucket is where the first and last link of one stand, and how many it has.
type bucket struct{ first, last, n int }

// link is a claim and where the next of its bucket stands.
type link struct{ claim, next int }

// add adds a claim to a bucket that is not full.
func (b *buckets) add(key uint64, claim int) {
	at := b.byKey[key]
	if at.n == maxHeads {
		return
	}
	if at.n == 0 {
		at.first = len(b.links)
	} else {
		b.links[at.last].next = len(b.links)
	}
	at.last, at.n = len(b.links), at.n+1
	b.byKey[key] = at
	b.links = append(b.links, link{claim: claim})
}

// in yields the claims of a bucket.
func (b *buckets) in(key uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		at := b.byKey[key]
		for i, n := at.first, at.n; n > 0 && yield(b.links[i].claim); n-- {
			i = b.links[i].next
		}
	}
}

// bucketKeys are the lowest hashes of a term under each of some seeds, so that
// claims with many terms in common share one of them.
func bucketKeys(t *text.Terms) (keys [bucketBands]uint64) {
	for band := range keys {
		seed := seeded(band)
		keys[band] = math.MaxUint64
		for _, w := range t.Words {
			keys[band] = min(keys[band], text.HashMore(seed, w.Key))
		}
	}
	return keys
}

// seeded is the hash of a seed of 0 to 127, before that of a word.
func seeded(seed int) uint64 { return text.Hash(string(rune(seed))) }

// signatureStems is how many stems beside names and figures a signature
// keeps; the seed picks which.
const signatureStems, signatureSeed = 3, 99

// signature names what a claim says by its names, its negation, its figures
// and the content words that come first under a hash, so that the same claim
// has the same in every thread and a changed word seldom matters.
func signature(t *text.Terms, figures []text.Quantity) string {
	var room [512]byte
	buf := strconv.AppendBool(room[:0], t.Negated)
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

// leastStems returns the stems that come first under the signature's hash,
// fewer with "" behind them.
func leastStems(t *text.Terms) (stems [signatureStems]string) {
	var hashes [signatureStems]uint64
	seed := seeded(signatureSeed)
	for _, w := range t.Words {
		if strings.HasPrefix(w.Key, "=") {
			continue
		}
		stem, h := w.Key, text.HashMore(seed, w.Key)
		for i := range stems { // those that come after it move on
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
