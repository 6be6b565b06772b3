package judge

import (
	"fmt"
	"sync"

	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store"
)

// recentSize is how many comments later ones are compared with.
const recentSize = 20_000

// recentTexts remembers sketches of the comments that were asked about, so that
// campaigns are seen across requests. Its memory is bounded.
type recentTexts struct {
	mu    sync.Mutex
	ring  []recentText
	next  int
	bands map[uint64][]int32 // places in ring by band
}

type recentText struct {
	owner, source string
	sig           text.Signature
}

func newRecentTexts(n int) *recentTexts {
	return &recentTexts{ring: make([]recentText, n), bands: map[uint64][]int32{}}
}

// add remembers a sketch; the oldest is forgotten.
func (r *recentTexts) add(owner, source string, sig text.Signature) {
	if sig == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(r.next)
	r.ring[r.next] = recentText{owner, source, append(text.Signature(nil), sig...)}
	for _, b := range sig.AppendBands(nil) {
		r.bands[b] = append(r.bands[b], int32(r.next))
	}
	r.next = (r.next + 1) % len(r.ring)
}

// drop forgets the sketch at a place.
func (r *recentTexts) drop(at int) {
	for _, b := range r.ring[at].sig.AppendBands(nil) {
		list := r.bands[b]
		for k := range list {
			if list[k] == int32(at) {
				list = append(list[:k], list[k+1:]...)
				break
			}
		}
		if len(list) == 0 {
			delete(r.bands, b)
		} else {
			r.bands[b] = list
		}
	}
	r.ring[at] = recentText{}
}

// forget drops all sketches of a source.
func (r *recentTexts) forget(source string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for at := range r.ring {
		if r.ring[at].sig != nil && r.ring[at].source == source {
			r.drop(at)
		}
	}
}

// Bounds of a look-up: comments compared for each band, copies reported, and the
// similarity of a copy (as in the store).
const (
	mostCompared = 16
	mostCopies   = 5
	copySimilar  = 0.7
)

// near returns references to remembered comments of the same owner that are
// nearly the same text, from another source.
func (r *recentTexts) near(owner, source string, sig text.Signature) (refs []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{source: true}
	for _, b := range sig.AppendBands(nil) {
		list := r.bands[b]
		for _, at := range list[:min(len(list), mostCompared)] {
			o := r.ring[at]
			if o.owner != owner || seen[o.source] || len(refs) == mostCopies || sig.Similarity(o.sig) < copySimilar {
				continue
			}
			seen[o.source] = true
			refs = append(refs, fmt.Sprintf("door:%s/%d", owner, at))
		}
	}
	return refs
}

// recentSeen compares the last comment of a thread with remembered and stored
// ones.
type recentSeen struct {
	recent        *recentTexts
	stored        *store.Signatures
	owner, source string
	sig           text.Signature
}

// Announce implements analyze.Seen.
func (s *recentSeen) Announce(sigs []text.Signature) { s.sig = sigs[len(sigs)-1] }

// Near implements analyze.Seen.
func (s *recentSeen) Near(thread string, sig text.Signature) []string {
	refs := s.recent.near(s.owner, s.source, sig)
	if len(refs) < mostCopies {
		refs = append(refs, s.stored.Near(0, thread, sig)...)
	}
	return refs[:min(len(refs), mostCopies)]
}
