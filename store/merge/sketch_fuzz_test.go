package merge

import (
	"bytes"
	"testing"
)

// FuzzSketches reads arbitrary bytes as a file of sketches, and as one that is not compressed: no
// panic, and what is read can be written and read again.
func FuzzSketches(f *testing.F) {
	sig := make([]uint32, slots)
	for i := range sig {
		sig[i] = uint32(i * 7919)
	}
	packed := Pack("reddit:x", []Sketched{{ID: "a", Sketch: sig, Asked: true}, {ID: "b"}, {ID: "c", Sketch: sig[:3]}})
	f.Add([]byte{}, false)
	f.Add(sketchFileOf(f, packed, Pack("", nil)), false)
	f.Add(append([]byte{byte(len(packed)), byte(len(packed) >> 7)}, packed...), true)
	f.Add([]byte("\xff\xff\xff\xff\x07\x00"), true)
	f.Add([]byte("\x04\x01x\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), true)
	filter := NewFilter()
	f.Fuzz(func(t *testing.T, b []byte, bare bool) {
		if bare {
			b = sketchStream(t, b)
		}
		all := readSketches(t, filter, b)
		again := readSketches(t, filter, sketchFileOf(t, all...))
		if len(all) != len(again) {
			t.Fatalf("%d threads, then %d", len(all), len(again))
		}
		for i := range all {
			if !bytes.Equal(all[i], again[i]) {
				t.Errorf("thread %d differs", i)
			}
		}
	})
}

// sketchStream compresses bytes behind the beginning of a file of sketches.
func sketchStream(t testing.TB, b []byte) []byte {
	var out bytes.Buffer
	w, err := NewSketchWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sketchFileOf(t testing.TB, all ...Packed) []byte {
	var out bytes.Buffer
	w, err := NewSketchWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if err := w.Thread(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readSketches returns the threads before the first error, and looks at all that is in them.
func readSketches(t testing.TB, filter *Filter, b []byte) (all []Packed) {
	r, err := NewSketchReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	defer r.Close()
	for {
		p, err := r.Thread()
		if err != nil {
			return all
		}
		all = append(all, p)
		_, n, err1 := p.Head()
		sketches, err2 := p.Sketches()
		if err1 == nil && err2 == nil && len(sketches) > n {
			t.Errorf("%d sketches of %d comments", len(sketches), n)
		}
		_ = filter.Add(p) // damaged sketches are errors
	}
}
