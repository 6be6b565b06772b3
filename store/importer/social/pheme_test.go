package social

import (
	"testing"
	"testing/fstest"
)

// FuzzPHEME reads folders with arbitrary files: no reader panics.
func FuzzPHEME(f *testing.F) {
	f.Add([]byte(`{"id_str":"1","text":"a","user":{"screen_name":"olek"}}`), []byte(`{"id_str":"2","in_reply_to_status_id_str":"1"}`))
	f.Add([]byte(`[`), []byte(`{"id":{}}`))
	f.Fuzz(func(t *testing.T, source, reaction []byte) {
		fsys := fstest.MapFS{
			"source-tweets/1.json": {Data: source},
			"reactions/2.json":     {Data: reaction},
			"structure.json":       {Data: []byte("{}")},
		}
		if n := len(claimPHEME(fsys)); n != 3 {
			t.Errorf("%d files claimed", n)
		}
		for range readPHEME(fsys) {
		}
	})
}
