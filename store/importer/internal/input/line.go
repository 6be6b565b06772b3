package input

import (
	"bufio"
	"errors"
)

// maxLine is how many bytes of a line are kept.
const maxLine = 32 << 20

// ReadLine reads a line with its line ending. Bytes beyond maxLine are
// discarded.
func ReadLine(br *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := br.ReadSlice('\n')
		if len(out)+len(part) <= maxLine {
			out = append(out, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return out, err
		}
	}
}
