package office

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/gainsay/gainsay/store/importer/internal/format"
)

// FuzzDocument reads documents of arbitrary parts: no reader panics, and each thread has comments.
func FuzzDocument(f *testing.F) {
	root := os.DirFS("../../../testdata/threads")
	read := func(name string) []byte {
		b, err := fs.ReadFile(root, name)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	f.Add(read("docx/word/word/document.xml"), read("docx/word/word/comments.xml"), read("docx/word/word/commentsExtended.xml"),
		read("odt/letter/content.xml"))
	f.Add([]byte(`<w:commentRangeEnd w:id="1"/><w:t>é</w:t><w:commentRangeStart w:id="1"/>`), []byte(`<w><comment id="1"><p/></comment></w>`),
		[]byte(`<commentEx paraId="1" paraIdParent="1"/>`), []byte(`<p><annotation/><annotation parent-name="c1"/></p>`))
	f.Fuzz(func(t *testing.T, document, comments, extended, content []byte) {
		fsys := fstest.MapFS{
			"word/document.xml": {Data: document}, "word/comments.xml": {Data: comments}, "word/commentsExtended.xml": {Data: extended},
			"mimetype": {Data: []byte("application/vnd.oasis.opendocument.text")}, "content.xml": {Data: content},
		}
		for _, kind := range format.All() { // those of this package
			for found, err := range kind.ReadFiles(fsys) {
				if err == nil && len(found.Thread.Comments) == 0 {
					t.Error("a thread without comments")
				}
			}
		}
	})
}
