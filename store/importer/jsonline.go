package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"sort"
)

// lineReader counts the lines that pass through it, so that a decoder's
// offset can be told as a line.
type lineReader struct {
	r    *bufio.Reader
	read int64   // bytes handed out
	base int64   // offset at which the present decoder began
	ends []int64 // offsets just behind each newline
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i)+1)
		}
	}
	l.read += int64(n)
	return n, err
}

// first returns the first byte that is no white space without taking it.
func (l *lineReader) first() (byte, error) {
	for {
		b, err := l.r.Peek(1)
		if err != nil {
			return 0, err
		}
		if !bytes.ContainsAny(b, " \t\r\n") {
			return b[0], nil
		}
		var one [1]byte
		if _, err := l.Read(one[:]); err != nil {
			return 0, err
		}
		l.base = l.read
	}
}

// line returns the 1-based line of an offset of the present decoder.
func (l *lineReader) line(offset int64) int {
	at := l.base + offset
	return 1 + sort.Search(len(l.ends), func(i int) bool { return l.ends[i] > at })
}

// rewind goes back to the value at which dec failed and returns its line.
func (l *lineReader) rewind(dec *json.Decoder) int {
	at := l.base + dec.InputOffset()
	l.r = bufio.NewReaderSize(io.MultiReader(dec.Buffered(), l.r), 1<<16)
	// Bytes that dec had read ahead come again: forget their lines first.
	l.read = at
	l.ends = l.ends[:sort.Search(len(l.ends), func(i int) bool { return l.ends[i] > at })]
	if _, err := l.first(); err != nil {
		l.base = l.read
	}
	return l.line(l.read - l.base)
}

// nextObject skips the rest of the line and goes on to the next one that
// begins an object.
func (l *lineReader) nextObject() bool {
	for {
		line, err := l.r.ReadSlice('\n')
		l.count(line)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return false
		}
		if b, err := l.r.Peek(1); err == nil && b[0] == '{' {
			l.base = l.read
			return true
		}
	}
}

func (l *lineReader) count(b []byte) {
	l.read += int64(len(b))
	if bytes.HasSuffix(b, []byte("\n")) {
		l.ends = append(l.ends, l.read)
	}
}
