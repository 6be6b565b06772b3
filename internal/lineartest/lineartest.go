// Package lineartest makes the files of linear models from the models of prose,
// for tests and go generate. It also reads the texts that these tests share.
package lineartest

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/linear"
	"github.com/jdkato/prose/v2"
)

// ReadAsset decodes a part of prose's model.
func ReadAsset(tb testing.TB, name string, v any) {
	tb.Helper()
	b, err := prose.Asset("model/" + name + ".gob")
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(b)).Decode(v)
	}
	if err != nil {
		tb.Fatalf("read prose's %s: %v", name, err)
	}
}

// Sparse is a model as it is written: the thousandths of each feature's
// classes, by the hash of the feature.
type Sparse map[uint64]map[int]int32

// Put adds the weight of a feature, with the hash h, for a class.
func (m Sparse) Put(tb testing.TB, h uint64, class int, weight float64) {
	milli := int32(math.Round(weight * 1000))
	if milli == 0 {
		return
	}
	if m[h] == nil {
		m[h] = map[int]int32{}
	}
	if _, twice := m[h][class]; twice {
		tb.Fatal("two features have one hash")
	}
	m[h][class] = milli
}

// File writes the model as linear.Read reads it. Features are placed in the
// order of their hashes, so that the same model gives the same bytes.
func (m Sparse) File(magic string, classes []string) []byte {
	const logSlots = 17
	slots := make([]byte, 8<<logSlots)
	var runs []byte
	for _, h := range slices.Sorted(maps.Keys(m)) {
		i := h >> (64 - logSlots)
		for binary.LittleEndian.Uint64(slots[8*i:]) != 0 {
			i = (i + 1) % (1 << logSlots)
		}
		binary.LittleEndian.PutUint64(slots[8*i:], uint64(linear.SlotMark(h))|
			uint64(len(m[h]))<<32|uint64(len(runs)/linear.WeightSize)<<38)
		for _, class := range slices.Sorted(maps.Keys(m[h])) {
			runs = binary.LittleEndian.AppendUint32(runs, uint32(m[h][class]<<6)|uint32(class))
		}
	}
	out := []byte(magic + strings.Join(classes, " ") + "\n")
	out = binary.LittleEndian.AppendUint32(out, 1<<logSlots)
	return append(append(out, slots...), runs...)
}
