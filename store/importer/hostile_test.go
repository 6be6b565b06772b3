package importer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/source"
	"golang.org/x/text/encoding/unicode"
)

const oneThread = `{"id":"t","title":"A title","comments":[{"id":"1","text":"naïve"},{"id":"2","parent":"1","text":"b"}]}`

// TestNesting reads input nested ten thousand levels deep with every format.
func TestNesting(t *testing.T) {
	const deep = 10_000
	for _, f := range Formats() {
		if f.Read == nil {
			continue
		}
		for _, s := range []string{strings.Repeat("[", deep*3), strings.Repeat(`{"comments":[`, deep*3),
			strings.Repeat("<div>", deep), "<?xml version='1.0'?>" + strings.Repeat("<a>", deep)} {
			for res, err := range Read("deep", f, strings.NewReader(s)) {
				if err == nil {
					conforms(t, res)
				}
			}
		}
	}
}

// filler reads n bytes of one value.
type filler struct {
	n int
	b byte
}

func (f *filler) Read(p []byte) (int, error) {
	if f.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(len(p), f.n)]
	for i := range p {
		p[i] = f.b
	}
	f.n -= len(p)
	return len(p), nil
}

// TestLongLine skips a line of 100 MB in bounded memory and reads the others.
func TestLongLine(t *testing.T) {
	f, err := Find("json")
	if err != nil {
		t.Fatal(err)
	}
	for name, begin := range map[string]string{"record": `{"id":"long","comments":[{"text":"`, "number": `{"id":1`, "blank": " "} {
		in := io.MultiReader(strings.NewReader(oneThread+"\n"+begin), &filler{100 << 20, '7'},
			strings.NewReader("\n"+strings.Replace(oneThread, `"t"`, `"u"`, 1)+"\n"))
		ids, errs := "", ""
		for res, err := range Read("long", f, in) {
			if err != nil {
				errs += err.Error()
				continue
			}
			ids += res.Thread.ID
		}
		if ids != "tu" || !strings.HasPrefix(errs, "long:2: record of 1048576") {
			t.Errorf("%s: threads %q, errors %q", name, ids, errs)
		}
	}
	var m runtime.MemStats
	runtime.GC()
	if runtime.ReadMemStats(&m); m.HeapAlloc > 100<<20 {
		t.Errorf("%d bytes are held", m.HeapAlloc)
	}
}

// write makes a file in a temporary folder.
func write(t *testing.T, name string, b []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, b := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func tarred(t testing.TB, files map[string][]byte, links map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for name, b := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(b)), Mode: 0o600,
			Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range links {
		if err := w.WriteHeader(&tar.Header{Name: name, Linkname: to,
			Typeflag: tar.TypeSymlink}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readSource returns "source id" of every thread, and every error.
func readSource(t *testing.T, path string, l source.Limits) string {
	t.Helper()
	s, err := source.Open(path, nil, l)
	if err != nil {
		return strings.ReplaceAll(err.Error(), path, "SRC")
	}
	var out []string
	for res, err := range ReadSource(s, nil) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		conforms(t, res)
		out = append(out, res.Source+" "+res.Thread.ID+" "+res.Thread.Comments[0].Text)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), path, "SRC")
}

// TestContainers reads a thread from every kind of container.
func TestContainers(t *testing.T) {
	plain := []byte(oneThread)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"wrong.html":  {plain, "SRC t naïve"},
		"bom.json":    {append([]byte("\xef\xbb\xbf"), plain...), "SRC t naïve"},
		"utf16.json":  {utf16, "SRC t naïve"},
		"bare16.json": {utf16[2:], "no byte order mark"},
		"latin.json":  {bytes.ReplaceAll(plain, []byte("ï"), []byte{0xef}), "SRC t naïve"},
		"a.gz":        {gzipped(t, plain), "SRC t naïve"},
		"twice":       {gzipped(t, gzipped(t, plain)), "SRC t naïve"},
		"a.zip":       {zipped(t, map[string][]byte{"d/x.json": plain}), "SRC/d/x.json t naïve"},
		"gz-in-zip":   {zipped(t, map[string][]byte{"x.json.gz": gzipped(t, plain)}), "SRC/x.json.gz t naïve"},
		"zip-in-zip":  {zipped(t, map[string][]byte{"in.zip": zipped(t, map[string][]byte{"x": plain})}), "SRC/in.zip/x t naïve"},
		"zip.gz":      {gzipped(t, zipped(t, map[string][]byte{"x": plain})), "SRC/x t naïve"},
		"a.tar":       {tarred(t, map[string][]byte{"d/x": plain}, nil), "SRC/d/x t naïve"},
		"tar.gz":      {gzipped(t, tarred(t, map[string][]byte{"x": plain, ".hidden": plain, "__MACOSX/x": plain}, nil)), "SRC/x t naïve"},
	} {
		got := readSource(t, write(t, name, c.b), source.Limits{})
		if c.want == "no byte order mark" {
			c.want = "SRC t naïve"
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestBombs expects an error for archives made to do harm.
func TestBombs(t *testing.T) {
	plain := []byte(oneThread)
	nested := plain
	for range 8 {
		nested = zipped(t, map[string][]byte{"x": nested})
	}
	layers := plain
	for range 8 {
		layers = gzipped(t, layers)
	}
	small := source.Limits{Whole: 4096}
	for name, c := range map[string]struct {
		b      []byte
		limits source.Limits
		want   string
	}{
		"swells":    {zipped(t, map[string][]byte{"x": make([]byte, 80<<20)}), source.Limits{}, "entry x grows from"},
		"large":     {zipped(t, map[string][]byte{"x": []byte(oneThread + strings.Repeat(" ", 5000))}), small, "larger than 4096 bytes"},
		"large.tar": {tarred(t, map[string][]byte{"x": []byte(oneThread + strings.Repeat(" ", 5000))}, nil), small, "larger than 4096 bytes"},
		"many":      {zipped(t, map[string][]byte{"x": plain, "y": plain}), source.Limits{Entries: 1}, "2 entries, more than 1"},
		"nested":    {nested, source.Limits{}, "nested more than 4 deep"},
		"layers":    {layers, source.Limits{}, "nested more than 4 deep"},
		"up.zip":    {zipped(t, map[string][]byte{"../x": plain}), source.Limits{}, `entry "../x" leads out of the archive`},
		"abs.zip":   {zipped(t, map[string][]byte{"/etc/x": plain}), source.Limits{}, "leads out of the archive"},
		"win.zip":   {zipped(t, map[string][]byte{`..\x`: plain}), source.Limits{}, "leads out of the archive"},
		"up.tar":    {tarred(t, map[string][]byte{"a/../../x": plain}, nil), source.Limits{}, "leads out of the archive"},
		"window":    {[]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x09, 0x00, 0x00, 'x'}, source.Limits{}, "asks for more than"},
		"cut.gz":    {gzipped(t, bytes.Repeat(plain, 500))[:60], source.Limits{}, "unexpected EOF"},
	} {
		got := readSource(t, write(t, name, c.b), c.limits)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestLinks expects that no symbolic link is followed out of a folder or an
// archive.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	secret := write(t, "secret.json", []byte(oneThread))
	if err := os.Symlink(secret, filepath.Join(dir, "link.json")); err != nil {
		t.Skip("no symbolic links here")
	}
	if err := os.Symlink(filepath.Dir(secret), filepath.Join(dir, "folder")); err != nil {
		t.Fatal(err)
	}
	if got := readSource(t, dir, source.Limits{}); got != "" {
		t.Errorf("folder: got %q", got)
	}
	packed := write(t, "a.tar", tarred(t, map[string][]byte{"x": []byte(oneThread)},
		map[string]string{"l": "x", "m": secret}))
	if got := readSource(t, packed, source.Limits{}); got != "SRC/x t naïve" {
		t.Errorf("tar: got %q", got)
	}
}

// TestTemporary expects that no temporary file is left.
func TestTemporary(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	packed := write(t, "a.gz", gzipped(t, tarred(t, map[string][]byte{"x": []byte(oneThread),
		"y.zip": zipped(t, map[string][]byte{"z": []byte(oneThread)})}, nil)))
	if got := readSource(t, packed, source.Limits{}); strings.Count(got, "naïve") != 2 {
		t.Errorf("got %q", got)
	}
	left, err := os.ReadDir(tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestEntryNames reads archives whose entries have all the same name, or names
// in folders nested in each other. Time that grows with the square of their
// number would not end.
func TestEntryNames(t *testing.T) {
	var same, deep bytes.Buffer
	z := zip.NewWriter(&same)
	for range 20_000 {
		if _, err := z.Create("x"); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(write(t, "same.zip", same.Bytes()), nil, source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := len(s.Problems); n != 19_999 || !strings.HasSuffix(s.Problems[n-1].Error(), "read as x~20000") {
		t.Errorf("%d problems, the last: %v", n, s.Problems[n-1])
	}
	w := tar.NewWriter(&deep)
	for _, name := range []string{"good", strings.Repeat("d/", 2000) + "x", strings.Repeat("n", 5000)} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(oneThread)), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, oneThread); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"tar": deep.Bytes(), "tar.gz": gzipped(t, deep.Bytes())} {
		got := readSource(t, write(t, name, b), source.Limits{})
		if !strings.Contains(got, "good t naïve") || !strings.Contains(got, "more than 64 folders") || !strings.Contains(got, "its name has 5000 bytes") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestGzipEnd reads what follows the end of a gzip stream: further streams,
// also a hundred thousand empty ones, and the zeros that fill a block.
func TestGzipEnd(t *testing.T) {
	one := gzipped(t, []byte(oneThread))
	for name, c := range map[string]struct {
		after []byte
		want  string
	}{
		"zeros":   {make([]byte, 1000), "SRC t naïve"},
		"members": {bytes.Repeat(gzipped(t, nil), 100_000), "SRC t naïve"},
		"other":   {[]byte("other"), "after the end of the gzip stream, other bytes follow"},
		"begun":   {one[:5], "unexpected EOF"},
	} {
		got := readSource(t, write(t, "a.gz", append(bytes.Clone(one), c.after...)), source.Limits{})
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestGzipMembers reads streams of members of any size, as "cat a.gz b.gz" and bgzip make them, as one.
func TestGzipMembers(t *testing.T) {
	var comments []string
	for i := range 3000 {
		comments = append(comments, fmt.Sprintf(`{"id":"%d","text":"comment %d on the bridge"}`, i, i))
	}
	plain := []byte(`{"id":"t","comments":[` + strings.Join(comments, ",") + `]}`)
	for _, size := range []int{1, 7, 100, 1000, 4096, 32768, 65280, len(plain)/2 + 1} {
		all := plain
		if size < 100 {
			all = []byte(oneThread)
		}
		var packed []byte
		for part := range slices.Chunk(all, size) {
			packed = append(packed, gzipped(t, part)...)
		}
		got, want := readSource(t, write(t, "a.gz", packed), source.Limits{}), readSource(t, write(t, "a", all), source.Limits{})
		if got != want {
			t.Errorf("members of %d bytes: %.200s, not %.200s", size, got, want)
		}
	}
}

// TestDocuments refuses documents that are no text with one message, also where they have lines like
// those of a chat, and reads the other files of their archive.
func TestDocuments(t *testing.T) {
	const chat = "Ada: The bridge was closed in 2011.\n\nBo: No, it was not.\n\nAda: Then show me.\n"
	for name, tc := range map[string]struct {
		file []byte
		want string
	}{
		"pdf":  {[]byte("%PDF-1.4\n" + chat), "a PDF document"},
		"ps":   {[]byte("%!PS-Adobe-3.0\n" + chat), "a PostScript document"},
		"rtf":  {[]byte(`{\rtf1\ansi ` + chat + "}"), "an RTF document"},
		"doc":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chat), "a document of an office program"},
		"docx": {zipped(t, map[string][]byte{"[Content_Types].xml": []byte("<Types/>"), "word/comments.txt": []byte(chat)}), "an office program or a book"},
		"odt":  {zipped(t, map[string][]byte{"mimetype": []byte("application/vnd.oasis.opendocument.text")}), "an office program or a book"},
	} {
		if got := readSource(t, write(t, name, tc.file), source.Limits{}); !strings.Contains(got, tc.want) || strings.Count(got, "SRC") != 1 {
			t.Errorf("%s: %s", name, got)
		}
		both := readSource(t, write(t, "a.zip", zipped(t, map[string][]byte{"a": tc.file, "b": []byte(oneThread)})), source.Limits{})
		if !strings.Contains(both, tc.want) || !strings.Contains(both, "naïve") {
			t.Errorf("%s in an archive: %s", name, both)
		}
	}
}

// TestMailCut: parts of a message that are left out are a problem, not a remark.
func TestMailCut(t *testing.T) {
	f, err := Find("mbox")
	if err != nil {
		t.Fatal(err)
	}
	in := "From a@b.example Mon Jan  1 00:00:00 2020\nFrom: a@b.example\nMessage-ID: <1@x>\n" +
		"Content-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\n\nx\n", 2000)
	cut := false
	for _, err := range Read("in", f, strings.NewReader(in)) {
		var se *gainsay.SyntaxError
		cut = cut || errors.As(err, &se) && !se.Remark && strings.Contains(se.Msg, "too many")
	}
	if !cut {
		t.Error("no problem is reported")
	}
}
