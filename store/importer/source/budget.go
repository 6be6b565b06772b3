package source

import (
	"fmt"
	"io"
)

// budget counts what a source and the archives in it unpack to files.
type budget struct{ unpacked int64 }

// meteredReader counts what is read, and ends reading when stopped fails.
type meteredReader struct {
	r       io.Reader
	n       int64
	stopped func() error // may be nil
}

func (m *meteredReader) Read(p []byte) (int, error) {
	if m.stopped != nil {
		if err := m.stopped(); err != nil {
			return 0, err
		}
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	return n, err
}

// ratioReader fails once a compressed stream has grown to more than maxRatio
// times its packed size and is larger than freeSize.
type ratioReader struct {
	r      io.Reader
	packed *meteredReader
	n      int64
}

func (z *ratioReader) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	z.n += int64(n)
	if z.n > freeSize && z.n/maxRatio > z.packed.n {
		return n, fmt.Errorf("the stream grows from %d to more than %d bytes when unpacked", z.packed.n, z.n)
	}
	return n, err
}
