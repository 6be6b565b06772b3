package score

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// magic begins a weight file. After it: the length of the card (4 bytes,
// little endian, like all numbers), the card as JSON, the number of features (4
// bytes), their ids in ascending order (4 bytes each) and their weights, feature
// by feature (2 bytes each, signed).
const magic = "gainsay weights 1\n"

var errDamaged = errors.New("damaged weight file")

// Marshal encodes a model as a weight file.
func (m *Model) Marshal() ([]byte, error) {
	card, err := json.MarshalIndent(m.Card, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write card: %w", err)
	}
	b := []byte(magic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(card)))
	b = append(b, card...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.ids)))
	for _, id := range m.ids {
		b = binary.LittleEndian.AppendUint32(b, id)
	}
	for _, w := range m.weights {
		b = binary.LittleEndian.AppendUint16(b, uint16(w))
	}
	return b, nil
}

// Unmarshal decodes a weight file. It fails on one that is damaged or that
// scoring could not use.
func Unmarshal(b []byte) (*Model, error) {
	head, rest, err := cutCard(b)
	if err != nil {
		return nil, err
	}
	m := &Model{}
	if err := json.Unmarshal(head, &m.Card); err != nil {
		return nil, fmt.Errorf("read card: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	if len(rest) < 4 {
		return nil, errDamaged
	}
	n := int(binary.LittleEndian.Uint32(rest))
	rest = rest[4:]
	if n != m.Features || n > len(rest) || len(rest) != n*(4+2*m.vectors) {
		return nil, errDamaged
	}
	m.ids, m.weights = make([]uint32, n), make([]int16, n*m.vectors)
	last := uint32(0)
	for i := range m.ids {
		m.ids[i] = binary.LittleEndian.Uint32(rest[4*i:])
		if m.ids[i] <= last {
			return nil, errDamaged
		}
		last = m.ids[i]
	}
	rest = rest[4*n:]
	for i := range m.weights {
		m.weights[i] = int16(binary.LittleEndian.Uint16(rest[2*i:]))
	}
	return m, nil
}

// ReadCard decodes only the card of a weight file.
func ReadCard(b []byte) (Card, error) {
	var c Card
	head, _, err := cutCard(b)
	if err == nil {
		err = json.Unmarshal(head, &c)
	}
	return c, err
}

func cutCard(b []byte) (card, rest []byte, err error) {
	b, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok {
		return nil, nil, errors.New("not a weight file")
	}
	if len(b) < 4 {
		return nil, nil, errDamaged
	}
	n := int(binary.LittleEndian.Uint32(b))
	if n > len(b)-4 {
		return nil, nil, errDamaged
	}
	return b[4 : 4+n], b[4+n:], nil
}

// Limits of a card, so that no damaged file makes scores overflow.
const (
	maxClasses = 64
	maxNumber  = 1e9
)

// check validates what scoring relies on and sets vectors.
func (m *Model) check() error {
	classes := len(m.Classes)
	m.vectors = vectorsFor(classes)
	switch {
	case m.Name == "" || m.Task == "":
		return errors.New("weight file names no model or task")
	case classes < 2 || classes > maxClasses:
		return fmt.Errorf("weight file has %d classes", classes)
	case len(m.Bias) != m.vectors || len(m.Offset) != m.vectors || len(m.ClassWeight) != classes:
		return errDamaged
	}
	numbers := slices.Concat(m.Bias, m.Offset, m.ClassWeight, []float64{m.Step, m.Slope, m.Threshold})
	for _, v := range numbers {
		if math.IsNaN(v) || math.Abs(v) > maxNumber {
			return errDamaged
		}
	}
	return nil
}

// vectorsFor returns how many weights a feature has.
func vectorsFor(classes int) int {
	if classes == 2 {
		return 1
	}
	return classes
}
