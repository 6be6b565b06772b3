package merge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/google/go-cmp/cmp"
)

// testThreads returns threads whose sketches are copies, near-copies and others.
func testThreads(r *rand.Rand) (threads []*gainsay.Thread, sketches []map[string][]uint32) {
	var kinds [5][slots]uint32
	for i := range kinds {
		for k := range kinds[i] {
			kinds[i][k] = r.Uint32()
		}
	}
	for n := range 60 {
		t := &gainsay.Thread{ID: fmt.Sprintf("t%03d", n), Format: "table"}
		of := map[string][]uint32{}
		for i := range r.IntN(6) {
			id := fmt.Sprintf("c%d", i)
			t.Comments = append(t.Comments, &gainsay.Comment{ID: id})
			sig := kinds[r.IntN(len(kinds))]
			for range r.IntN(24) {
				sig[r.IntN(slots)] = r.Uint32()
			}
			if r.IntN(8) > 0 {
				of[id] = sig[:]
			}
		}
		threads, sketches = append(threads, t), append(sketches, of)
	}
	return threads, sketches
}

// TestNearAsInStore compares what is found with what an import finds that has
// the same threads before it.
func TestNearAsInStore(t *testing.T) {
	threads, sketches := testThreads(rand.New(rand.NewPCG(1, 2)))
	db, err := store.Open(filepath.Join(t.TempDir(), "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	filter := NewFilter()
	packed := pack(threads, sketches)
	for _, p := range packed {
		if err := filter.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	near, err := NewNear(filter)
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	finder := db.Signatures(t.Context())
	for n, th := range threads {
		finder.Announce(n, th, sketches[n])
		if err := near.Add(n, packed[n]); err != nil {
			t.Fatal(err)
		}
	}
	hits := map[int]*Hits{}
	for h, err := range near.Hits(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		hits[h.Thread] = h
	}
	found := 0
	for n, th := range threads {
		for id, sig := range sketches[n] {
			if !asked(id) {
				continue
			}
			want := finder.Near(n, store.Key(th.Format, th.ID), sig)
			var got []string
			if hits[n] != nil {
				got = hits[n].Near(sig)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s/%s: -store +merge\n%s", th.ID, id, diff)
			}
			found += len(got)
		}
	}
	if err := finder.Err(); err != nil || found < 100 {
		t.Errorf("%d found, %v", found, err)
	}
}

// asked reports whether the analysis asked about a comment.
func asked(id string) bool { return id != "c1" }

func pack(threads []*gainsay.Thread, sketches []map[string][]uint32) (out []Packed) {
	for n, t := range threads {
		var comments []Sketched
		for _, c := range t.Comments {
			comments = append(comments, Sketched{c.ID, sketches[n][c.ID], asked(c.ID)})
		}
		out = append(out, Pack(store.Key(t.Format, t.ID), comments))
	}
	return out
}

func TestSketchFile(t *testing.T) {
	threads, sketches := testThreads(rand.New(rand.NewPCG(3, 4)))
	var b bytes.Buffer
	w, err := NewSketchWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pack(threads, sketches) {
		if err := w.Thread(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	r, err := NewSketchReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for n, want := range sketches {
		p, err := r.Thread()
		if err != nil {
			t.Fatal(err)
		}
		key, comments, err1 := p.Head()
		got, err2 := p.Sketches()
		if diff := cmp.Diff(want, got); err1 != nil || err2 != nil || key != "table:"+threads[n].ID ||
			comments != len(threads[n].Comments) || diff != "" {
			t.Fatalf("thread %d: %q, %d, %v, %v\n%s", n, key, comments, err1, err2, diff)
		}
		for cut := range p { // a panic would fail the test
			if _, err := p[:cut].Sketches(); err == nil {
				t.Errorf("thread %d, cut after %d bytes, was accepted", n, cut)
			}
		}
	}
	if _, err := r.Thread(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
	if _, err := NewSketchReader(bytes.NewReader([]byte("gainsay"))); !errors.Is(err, ErrVersion) {
		t.Error("another file was accepted")
	}
	cut, err := NewSketchReader(bytes.NewReader(whole[:len(whole)/2]))
	for err == nil {
		_, err = cut.Thread()
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a cut file ends without an error: %v", err)
	}
}
