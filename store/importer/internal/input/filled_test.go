package input

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// zeros are n zero bytes.
type zeros struct{ n int }

func (z *zeros) Read(p []byte) (int, error) {
	n := min(len(p), z.n)
	if n == 0 {
		return 0, io.EOF
	}
	clear(p[:n])
	z.n -= n
	return n, nil
}

// TestFilled: a hole in a text is an error; a short one, and one in Parquet, is not.
func TestFilled(t *testing.T) {
	for _, tc := range []struct {
		head string
		n    int
		want string
	}{
		{`{"id":1}`, maxZeros + 1<<20, "zero bytes in a row: the file is damaged"},
		{`{"id":1}`, maxZeros / 2, ""},
		{"PAR1\x15", maxZeros + 1<<20, ""},
		{"From a@b Thu Jan  1 00:00:00 2021\n", maxZeros + 1<<20, "zero bytes in a row"},
	} {
		r, _ := Decode(io.MultiReader(strings.NewReader(tc.head), &zeros{tc.n}, bytes.NewReader([]byte("x"))))
		_, err := io.Copy(io.Discard, r)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%q and %d zeros: %v", tc.head, tc.n, err)
		}
	}
}
