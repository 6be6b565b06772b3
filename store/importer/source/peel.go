package source

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

var (
	magicGzip = []byte{0x1f, 0x8b, 8}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// packed are the first bytes of formats that are recognised but not supported.
var packed = map[string]string{"7z\xbc\xaf": "7-Zip", "\xfd7zX": "xz", "Rar!": "RAR"}

// peel opens the compressed stream that begins with head. It returns a nil
// reader if it is not compressed.
func peel(br *bufio.Reader, head []byte, l Limits) (io.Reader, func() error, error) {
	switch {
	case bytes.HasPrefix(head, magicGzip):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, nil, fmt.Errorf("open gzip: %w", err)
		}
		z.Multistream(false)
		// Close would only repeat an error of reading.
		return &gzipReader{z, br}, func() error { return nil }, nil
	case bytes.HasPrefix(head, magicZstd) || isSkippable(head):
		// One goroutine: a source has one reader, and several sources are open at
		// once when a folder is walked.
		z, err := zstd.NewReader(
			br,
			zstd.WithDecoderMaxWindow(uint64(l.Window)),
			zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderLowmem(true),
		)
		if err != nil {
			return nil, nil, fmt.Errorf("open zstd: %w", err)
		}
		return zstdReader{z, l}, func() error { z.Close(); return nil }, nil
	case len(head) >= 4 && bytes.HasPrefix(head, []byte("BZh")) && head[3] >= '1' && head[3] <= '9':
		return bzip2.NewReader(br), func() error { return nil }, nil
	case len(head) >= 4 && packed[string(head[:4])] != "":
		return nil, nil, fmt.Errorf(
			"compressed with %s, which is not supported: unpack it first",
			packed[string(head[:4])],
		)
	}
	return nil, nil, nil
}

// gzipReader reads the members of a gzip stream up to its end, or to the zeros
// with which tapes and block devices fill their last block.
type gzipReader struct {
	*gzip.Reader
	in *bufio.Reader
}

func (g *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := g.Reader.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		// The last bytes of a member may come with its end.
		if err := g.next(); n > 0 || err != nil {
			return n, err
		}
	}
}

// next goes on to the next member, and returns io.EOF if there is none.
func (g *gzipReader) next() error {
	b, err := g.in.ReadByte()
	for b == 0 && err == nil {
		b, err = g.in.ReadByte()
	}
	if err != nil {
		return err
	}
	if b != magicGzip[0] {
		return errors.New("after the end of the gzip stream, other bytes follow")
	}
	err = errors.Join(g.in.UnreadByte(), g.Reset(g.in))
	g.Multistream(false)
	return err
}

// isSkippable recognises the frames that may precede a Zstandard stream (pzstd
// and seekable files begin with one).
func isSkippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
}

// zstdReader explains what to do if a window is too large.
type zstdReader struct {
	*zstd.Decoder
	limits Limits
}

func (z zstdReader) Read(p []byte) (int, error) {
	n, err := z.Decoder.Read(p)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		err = fmt.Errorf(
			"read zstd: the stream asks for more than %d bytes of memory: %w",
			z.limits.Window,
			err,
		)
	}
	return n, err
}
