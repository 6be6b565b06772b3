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
	"maps"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// sketchMagic begins a file of sketches. The number is the version.
const sketchMagic = "gainsay sketches 1\n"

// maxString bounds the lengths in a file of sketches, in bytes, and maxSlots
// those of a sketch, so that a damaged file takes no memory.
const (
	maxString = 1 << 20
	maxSlots  = 1 << 10
)

// SketchWriter writes the sketches of threads, one thread after the other, as a
// zstd stream: the length of the key and the key, the number of comments, and of
// each the length of the id, the id, the number of slots and the slots (32 bits,
// little-endian). Numbers without a width are unsigned varints.
type SketchWriter struct {
	z *zstd.Encoder
	w *bufio.Writer

	buf []byte
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

// Thread writes the sketches of a thread by the ids of its comments.
func (s *SketchWriter) Thread(key string, sketches map[string][]uint32) error {
	s.buf = AppendThread(s.buf[:0], key, sketches)
	if _, err := s.w.Write(s.buf); err != nil {
		return fmt.Errorf("write sketches: %w", err)
	}
	return nil
}

// AppendThread appends what Thread writes, not compressed.
func AppendThread(b []byte, key string, sketches map[string][]uint32) []byte {
	b = appendText(b, key)
	b = binary.AppendUvarint(b, uint64(len(sketches)))
	for _, id := range slices.Sorted(maps.Keys(sketches)) {
		b = appendText(b, id)
		b = binary.AppendUvarint(b, uint64(len(sketches[id])))
		b = appendSlots(b, sketches[id])
	}
	return b
}

func appendText(b []byte, t string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(t))), t...)
}

// Close ends the file. It does not close the underlying writer.
func (s *SketchWriter) Close() error {
	if err := errors.Join(s.w.Flush(), s.z.Close()); err != nil {
		return fmt.Errorf("write sketches: %w", err)
	}
	return nil
}

func appendSlots(b []byte, sig []uint32) []byte {
	for _, v := range sig {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// SketchReader reads what SketchWriter wrote.
type SketchReader struct {
	z *zstd.Decoder
	r *bufio.Reader
}

// NewSketchReader begins to read a file of sketches.
func NewSketchReader(r io.Reader) (*SketchReader, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("read sketches: %w", err)
	}
	s := &SketchReader{z, bufio.NewReaderSize(z, 1<<16)}
	magic := make([]byte, len(sketchMagic))
	if _, err := io.ReadFull(s.r, magic); err != nil || string(magic) != sketchMagic {
		z.Close()
		return nil, errors.New("read sketches: not a file of sketches of this version")
	}
	return s, nil
}

// Thread reads the sketches of the next thread; io.EOF at the end.
func (s *SketchReader) Thread() (key string, sketches map[string][]uint32, err error) {
	return ReadThread(s.r)
}

// ReadThread reads what AppendThread appended; io.EOF at the end.
func ReadThread(r *bufio.Reader) (key string, sketches map[string][]uint32, err error) {
	if _, err := r.Peek(1); errors.Is(err, io.EOF) {
		return "", nil, io.EOF
	}
	key, err1 := readText(r)
	n, err := binary.ReadUvarint(r)
	if err = errors.Join(err1, err); err != nil {
		return "", nil, fmt.Errorf("read sketches: %w", err)
	}
	sketches = map[string][]uint32{}
	for range n {
		id, sig, err := readSketch(r)
		if err != nil {
			return "", nil, fmt.Errorf("read sketches of thread %s: %w", key, err)
		}
		sketches[id] = sig
	}
	return key, sketches, nil
}

func readSketch(r *bufio.Reader) (id string, sig []uint32, err error) {
	if id, err = readText(r); err != nil {
		return "", nil, err
	}
	n, err := readLength(r, maxSlots)
	if err != nil {
		return "", nil, err
	}
	b := make([]byte, 4*n)
	if _, err := io.ReadFull(r, b); err != nil {
		return "", nil, err
	}
	sig = make([]uint32, n)
	for i := range sig {
		sig[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return id, sig, nil
}

func readText(r *bufio.Reader) (string, error) {
	n, err := readLength(r, maxString)
	if err != nil {
		return "", err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r, b)
	return string(b), err
}

func readLength(r *bufio.Reader, most uint64) (uint64, error) {
	n, err := binary.ReadUvarint(r)
	if err == nil && n > most {
		err = fmt.Errorf("a length of %d: damaged", n)
	}
	return n, err
}

// Close frees the buffers. It does not close the underlying reader.
func (s *SketchReader) Close() { s.z.Close() }
