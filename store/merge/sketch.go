// Package merge joins the outputs of several runs: it finds in a second pass,
// over the sketches of all comments, what a run over all of them together would
// have found of near-duplicates in other threads.
package merge

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// sketchMagic begins a file of sketches. The number is the version.
const sketchMagic = "gainsay sketches 2\n"

// maxThread bounds the length of a thread in a file of sketches, in bytes.
const maxThread = 1 << 31

// ErrVersion says that a file of sketches has another version, or is none.
var ErrVersion = errors.New("read sketches: not a file of sketches of this version")

// Sketched is a comment with its sketch.
type Sketched struct {
	ID     string
	Sketch []uint32 // nil if its text is too short
	Asked  bool     // the analysis asked for near-duplicates of it in other threads
}

// Packed are the key and the sketches of a thread: the length of the key and the key,
// the number of comments, and of each in the order of the thread the length of the
// id, the id, a number and the slots (32 bits, little-endian). The number is twice the
// number of slots, plus 1 if the analysis asked for near-duplicates of the comment.
// Numbers are unsigned varints.
type Packed []byte

// Pack packs the sketches of a thread.
func Pack(key string, comments []Sketched) Packed {
	b := appendText(nil, key)
	b = binary.AppendUvarint(b, uint64(len(comments)))
	for _, c := range comments {
		b = appendText(b, c.ID)
		n := uint64(len(c.Sketch)) << 1
		if c.Asked {
			n |= 1
		}
		b = binary.AppendUvarint(b, n)
		for _, v := range c.Sketch {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return b
}

func appendText(b []byte, t string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(t))), t...)
}

// errDamaged says that packed sketches are cut or were changed.
var errDamaged = errors.New("read sketches: damaged")

// Head returns the key of the thread and the number of its comments.
func (p Packed) Head() (key string, comments int, err error) {
	d := unpacker{b: p}
	key, comments = string(d.text()), int(d.number())
	return key, comments, d.err
}

// each passes the comments in their order. id and sketch are parts of p.
func (p Packed) each(f func(id, sketch []byte, asked bool) error) error {
	d := unpacker{b: p}
	d.text()
	for n := d.number(); n > 0 && d.err == nil; n-- {
		id, slots := d.text(), d.number()
		sketch := d.bytes(4 * (slots >> 1))
		if d.err != nil {
			break
		}
		if err := f(id, sketch, slots&1 == 1); err != nil {
			return err
		}
	}
	return d.err
}

// Sketches returns the sketches by the ids of the comments that have one.
func (p Packed) Sketches() (map[string][]uint32, error) {
	out := map[string][]uint32{}
	err := p.each(func(id, sketch []byte, _ bool) error {
		if len(sketch) > 0 {
			sig := make([]uint32, 0, len(sketch)/4)
			for ; len(sketch) > 0; sketch = sketch[4:] {
				sig = append(sig, binary.LittleEndian.Uint32(sketch))
			}
			out[string(id)] = sig
		}
		return nil
	})
	return out, err
}

// unpacker reads the parts of a Packed and keeps the first error.
type unpacker struct {
	b   []byte
	err error
}

func (d *unpacker) number() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.b, d.err = nil, errDamaged
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *unpacker) bytes(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.b, d.err = nil, errDamaged
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *unpacker) text() []byte { return d.bytes(d.number()) }

// SketchWriter writes the sketches of threads, one thread after the other, as a
// zstd stream: the length of its Packed as an unsigned varint, and the Packed.
type SketchWriter struct {
	z *zstd.Encoder
	w *bufio.Writer
}

// NewSketchWriter starts a file of sketches.
func NewSketchWriter(w io.Writer) (*SketchWriter, error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("write sketches: %w", err)
	}
	s := &SketchWriter{z: z, w: bufio.NewWriterSize(z, 1<<16)}
	s.w.WriteString(sketchMagic) // bufio keeps the error
	return s, nil
}

// Thread writes the sketches of a thread.
func (s *SketchWriter) Thread(p Packed) error {
	var n [binary.MaxVarintLen64]byte
	_, _ = s.w.Write(n[:binary.PutUvarint(n[:], uint64(len(p)))]) // bufio keeps the error
	if _, err := s.w.Write(p); err != nil {
		return fmt.Errorf("write sketches: %w", err)
	}
	return nil
}

// Close ends the file. It does not close the underlying writer.
func (s *SketchWriter) Close() error {
	if err := errors.Join(s.w.Flush(), s.z.Close()); err != nil {
		return fmt.Errorf("write sketches: %w", err)
	}
	return nil
}

// SketchReader reads what SketchWriter wrote.
type SketchReader struct {
	z *zstd.Decoder
	r *bufio.Reader
}

// NewSketchReader begins to read a file of sketches. The error is ErrVersion for
// other files.
func NewSketchReader(r io.Reader) (*SketchReader, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("read sketches: %w", err)
	}
	s := &SketchReader{z, bufio.NewReaderSize(z, 1<<16)}
	magic := make([]byte, len(sketchMagic))
	if _, err := io.ReadFull(s.r, magic); err != nil || string(magic) != sketchMagic {
		z.Close()
		return nil, ErrVersion
	}
	return s, nil
}

// Thread reads the sketches of the next thread; io.EOF at the end.
func (s *SketchReader) Thread() (Packed, error) {
	n, err := binary.ReadUvarint(s.r)
	if errors.Is(err, io.EOF) {
		return nil, err
	}
	if err == nil && n > maxThread {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("read sketches: %w", err)
	}
	var b []byte
	for n > uint64(len(b)) && err == nil { // a damaged length takes no memory
		from := len(b)
		b = append(b, make([]byte, min(n-uint64(from), 1<<20))...)
		_, err = io.ReadFull(s.r, b[from:])
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("read sketches: %w", err)
	}
	return b, nil
}

// Close frees the buffers. It does not close the underlying reader.
func (s *SketchReader) Close() { s.z.Close() }
