package parquetfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/format"
)

// plainDictionary is the encoding that older writers name for dictionaries and for places in them.
const plainDictionary = format.Encoding(2)

// maxWindow bounds the window of Zstandard, in bytes.
const maxWindow = 128 << 20

// decompress decompresses a page into at most size bytes. The result is valid until the next call.
func (c *Column) decompress(src []byte, size int) ([]byte, error) {
	var r io.Reader
	var err error
	switch c.codec {
	case format.Uncompressed:
		return src, nil
	case format.Snappy:
		n, err := snappy.DecodedLen(src)
		if err != nil || n > size {
			return nil, errLarger(size)
		}
		return snappy.Decode(c.page[:cap(c.page)], src)
	case format.Gzip:
		r, err = gzip.NewReader(bytes.NewReader(src))
	case format.Brotli:
		r = brotli.NewReader(bytes.NewReader(src))
	case format.Zstd:
		var z *zstd.Decoder
		if z, err = zstd.NewReader(bytes.NewReader(src), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)); err == nil {
			defer z.Close()
			r = z
		}
	default:
		err = fmt.Errorf("compression %v is not supported", c.codec)
	}
	if err != nil {
		return nil, err
	}
	out := bytes.NewBuffer(c.page[:0])
	if _, err := io.Copy(out, io.LimitReader(r, int64(size)+1)); err != nil {
		return nil, err
	}
	if out.Len() > size {
		return nil, errLarger(size)
	}
	return out.Bytes(), nil
}

func errLarger(size int) error { return fmt.Errorf("a page is larger than the %d bytes it says", size) }

// errCut says that a page ends within what it announces.
var errCut = errors.New("a page ends too early")

// prefixed cuts off what is behind its length in 4 bytes.
func prefixed(src []byte) (part, rest []byte, err error) {
	if len(src) < 4 {
		return nil, nil, errCut
	}
	n := binary.LittleEndian.Uint32(src)
	if src = src[4:]; int64(n) > int64(len(src)) {
		return nil, nil, errCut
	}
	return src[:n], src[n:], nil
}

// countLevels returns how many of n levels are the highest.
func countLevels(src []byte, encoding format.Encoding, highest, n int) (int, error) {
	if encoding != format.RLE {
		return 0, fmt.Errorf("levels with the encoding %v", encoding)
	}
	width := bits.Len(uint(highest))
	if err := checkRuns(src, width, n); err != nil {
		return 0, err
	}
	levels, err := (&rle.Encoding{BitWidth: width}).DecodeLevels(nil, src)
	if err != nil || len(levels) < n {
		return 0, errCut
	}
	return bytes.Count(levels[:n], []byte{byte(highest)}), nil
}

// padding is how many values more than a page has may be in its last run.
const padding = 1 << 10

// checkRuns checks that runs of values of a width in bits are n, and not many more.
func checkRuns(src []byte, width, n int) error {
	if width > 32 {
		return fmt.Errorf("values of %d bits", width)
	}
	for total := uint64(0); len(src) > 0; {
		u, k := binary.Uvarint(src)
		if k <= 0 {
			return errCut
		}
		src = src[k:]
		count, size := u>>1, uint64(width+7)/8
		if u&1 != 0 {
			size = count * uint64(width)
			count *= 8
		}
		if total += count; count > uint64(n)+padding || total > uint64(n)+padding {
			return fmt.Errorf("more values than the %d that a page says", n)
		}
		if size > uint64(len(src)) {
			return errCut
		}
		src = src[size:]
	}
	return nil
}

// values examines n values.
func (c *Column) values(src []byte, encoding format.Encoding, n int) error {
	if n < 0 {
		return errors.New("more nulls than values")
	}
	switch encoding {
	case format.Plain:
		if c.kind == format.ByteArray {
			return checkPlain(src, n)
		}
	case plainDictionary, format.RLEDictionary:
		if len(src) == 0 {
			return nil
		}
		return checkRuns(src[1:], int(src[0]), n)
	case format.RLE:
		runs, _, err := prefixed(src)
		if err != nil {
			return err
		}
		return checkRuns(runs, 1, n)
	case format.DeltaBinaryPacked, format.DeltaLengthByteArray:
		_, err := packed(src, n)
		return err
	case format.DeltaByteArray:
		return c.prefixes(src, n)
	}
	return nil // has a fixed size for each value
}

// checkPlain checks that there are n texts, each behind its length.
func checkPlain(src []byte, n int) error {
	for ; n > 0; n-- {
		_, rest, err := prefixed(src)
		if err != nil {
			return err
		}
		src = rest
	}
	if len(src) > 0 {
		return fmt.Errorf("%d bytes behind the last value of a page", len(src))
	}
	return nil
}

// packed returns what follows n packed differences: the size of a block, the number of its parts, the
// number of values, and the first value; then blocks of the least difference, the widths of the parts in
// bits, and the parts.
func packed(src []byte, n int) (rest []byte, err error) {
	var head [4]uint64
	for i := range head {
		v, k := binary.Uvarint(src)
		if k <= 0 {
			return nil, errCut
		}
		head[i], src = v, src[k:]
	}
	block, parts, total := head[0], head[1], head[2]
	if parts == 0 || block == 0 || block > 1<<16 || parts > block || total != uint64(n) {
		return nil, fmt.Errorf("%d differences in blocks of %d, the page says %d values", total, block, n)
	}
	for left := int64(total) - 1; left > 0; {
		_, k := binary.Uvarint(src)
		if k <= 0 || uint64(len(src)-k) < parts {
			return nil, errCut
		}
		widths := src[k : k+int(parts)]
		src = src[k+int(parts):]
		for _, w := range widths {
			if left <= 0 {
				break
			}
			size := block / parts * uint64(w) / 8
			src = src[min(size, uint64(len(src))):] // the last part may be cut
			left -= int64(block / parts)
		}
	}
	return src, nil
}

// prefixes examines n texts that begin as the one before.
func (c *Column) prefixes(src []byte, n int) error {
	rest, err := packed(src, n)
	if err == nil {
		_, err = packed(rest, n)
	}
	if err != nil {
		return err
	}
	lengths, err := new(delta.BinaryPackedEncoding).DecodeInt32(nil, src[:len(src)-len(rest)])
	if err != nil {
		return err
	}
	size := int64(len(src))
	for _, l := range lengths {
		size += int64(max(l, 0))
	}
	return c.check(size)
}
