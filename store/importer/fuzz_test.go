package importer

import (
	"bytes"
	"testing"

	"github.com/gainsay/gainsay/store/importer/source"
)

// FuzzArchive opens arbitrary bytes as an archive or a compressed stream, and
// reads what is in it: nothing panics, threads conform, no name leads out.
func FuzzArchive(f *testing.F) {
	plain := []byte(oneThread)
	files := map[string][]byte{"d/x.json": plain, "y.gz": gzipped(f, plain)}
	for _, b := range [][]byte{zipped(f, files), tarred(f, files, map[string]string{"l": "x"}), gzipped(f, tarred(f, files, nil)),
		zipped(f, map[string][]byte{"a.zip": zipped(f, files)}), append(gzipped(f, plain), 0, 0), {0x28, 0xb5, 0x2f, 0xfd, 4, 0, 1, 0, 0}} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		t.Setenv("TMPDIR", t.TempDir())
		small := source.Limits{Whole: 1 << 20, Entry: 1 << 20, Total: 4 << 20, Window: 1 << 20, Entries: 100}
		s, err := source.Open("-", bytes.NewReader(b), small)
		if err != nil {
			return
		}
		for res, err := range ReadSource(s, nil) {
			if err == nil {
				conforms(t, res)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
