package input

import (
	"io"
	"strings"
	"testing"
)

// TestDecodeCutCharacter reads text of which a character is cut after each of its
// bytes where the look at the first bytes ends.
func TestDecodeCutCharacter(t *testing.T) {
	for _, letter := range []string{"é", "“", "😀"} {
		for n := range len(letter) {
			want := strings.Repeat("a", SniffLen-n) + letter + " end"
			r, remark := Decode(strings.NewReader(want))
			got, err := io.ReadAll(r)
			if err != nil || string(got) != want || remark != "" {
				t.Errorf("%s cut after %d bytes: %q, %v", letter, n, remark, err)
			}
		}
	}
}
