// Package input opens what importers read. It decodes text to UTF-8, reads
// whole files within a limit and long lines in bounded memory, repairs text in
// a wrong encoding, and selects the files of a folder.
package input

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/source"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decode returns r as UTF-8 without a byte order mark, and a remark if the
// encoding had to be guessed. It looks at the first SniffLen bytes and tries,
// in this order: the byte order mark, the charset that an XML prolog or an HTML
// page declares, UTF-8, windows-1252. Mail is returned undecoded, because each
// part declares a charset of its own, and so is Parquet, which is not text.
func Decode(r io.Reader) (io.Reader, string) {
	filled := &filledReader{r: r}
	br := bufio.NewReaderSize(filled, SniffLen)
	head, _ := br.Peek(SniffLen) // an error occurs again at the next read
	filled.any = IsParquet(head)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = br.Discard(3)
		return br, ""
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), ""
	case bareUTF16(head) != nil:
		return transform.NewReader(br, bareUTF16(head).NewDecoder()), "no byte order mark: read as UTF-16"
	case IsMail(head), IsParquet(head):
		return br, ""
	}
	enc, name := declared(head)
	valid := validPrefix(head)
	switch {
	case valid && (enc == nil || !IsASCII(head)):
		_, _ = br.Discard(scriptPrefix(head))
		return br, "" // valid UTF-8 wins over what is declared
	case enc != nil:
		return transform.NewReader(br, enc.NewDecoder()), ""
	case name != "":
		return transform.NewReader(br, charmap.Windows1252.NewDecoder()),
			fmt.Sprintf("charset %q is not known and the text is not UTF-8: read as windows-1252", name)
	}
	return transform.NewReader(br, charmap.Windows1252.NewDecoder()), "not UTF-8: read as windows-1252"
}

// maxZeros is how many zero bytes a text may have in a row.
const maxZeros = 64 << 20

// filledReader returns an error where a file has a hole: downloads make files as
// large as they will be, and fill them later.
type filledReader struct {
	r     io.Reader
	any   bool // zeros mean something
	zeros int  // at the end of what was read
}

func (f *filledReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	end := n
	for end > 0 && p[end-1] == 0 {
		end--
	}
	if end > 0 {
		f.zeros = 0
	}
	if f.zeros += n - end; f.zeros > maxZeros && !f.any {
		return 0, fmt.Errorf("%d zero bytes in a row: the file is damaged, or not all of it is there yet", f.zeros)
	}
	return n, err
}

// assignment matches the beginning of a script that assigns JSON to a variable
// or calls a function with it.
var assignment = lazy.Regexp(`^\s*(?:(?:var|let|const)\s+[\w$]+\s*=|window\.[\w$.]+\s*=|[A-Za-z_$][\w$.]*\s?(?:=|\())\s*[\[{]\s*["{\[]`)

// guard matches what servers put before JSON so that it is no script.
var guard = lazy.Regexp(`^\s*(?:\)\]\}'?,?|while ?\(1\);|for ?\(;;\);)\s*[\[{]\s*["{\[]`)

// scriptPrefix returns how many bytes are before the JSON in a script such as
// window.YTD.tweets.part0 = [...], or after what Gerrit and others put before it; 0 for anything else.
func scriptPrefix(head []byte) int {
	head = head[:min(len(head), 300)]
	if !assignment().Match(head) && !guard().Match(head) {
		return 0
	}
	return bytes.IndexAny(head, "[{")
}

// IsASCII reports whether b has ASCII bytes only.
func IsASCII(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c >= utf8.RuneSelf })
}

// bareUTF16 recognises UTF-16 without a byte order mark by the zero bytes
// beside the first ASCII letters.
func bareUTF16(head []byte) encoding.Encoding {
	if len(head) < 4 {
		return nil
	}
	switch {
	case head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	return nil
}

var (
	xmlCharset  = lazy.Regexp(`(?i)<\?xml[^>]{0,200}\sencoding\s*=\s*["']([^"']{1,40})["']`)
	metaCharset = lazy.Regexp(`(?i)<meta[^>]{0,200}\bcharset\s*=\s*["']?\s*([^\s"'/>;]{1,40})`)
	mailHeader  = lazy.Regexp(`(?m)\A(?:>?From \S.*\r?\n)?[A-Za-z][A-Za-z0-9-]*:[ \t].*\r?\n(?:(?:[A-Za-z][A-Za-z0-9-]*:|[ \t]).*\r?\n)*`)
)

// declared returns the encoding that a source declares and its name; the
// encoding is nil if none is declared or the name is unknown.
func declared(head []byte) (encoding.Encoding, string) {
	for _, re := range [...]func() *regexp.Regexp{xmlCharset, metaCharset} {
		if m := re().FindSubmatch(head); m != nil {
			enc, err := htmlindex.Get(string(m[1]))
			if err != nil {
				return nil, string(m[1])
			}
			return enc, string(m[1])
		}
	}
	return nil, ""
}

// IsParquet reports whether a head is that of a Parquet file: its magic number
// and a control character that no text has after it.
func IsParquet(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PAR1")) && len(head) > 4 && head[4] < ' ' &&
		!bytes.ContainsRune([]byte("\t\n\r"), rune(head[4]))
}

// IsMail reports whether head begins with the From line or the header of a
// mail.
func IsMail(head []byte) bool {
	if bytes.HasPrefix(head, []byte("From ")) {
		return true
	}
	m := strings.ToLower(string(mailHeader().Find(head)))
	return strings.Contains(m, "message-id:") ||
		strings.Contains(m, "\nfrom:") && strings.Contains(m, "\nsubject:")
}

// DecodeHead decodes the first bytes of a source for sniffing. A character cut
// off at the end becomes U+FFFD.
func DecodeHead(head []byte) string {
	r, _ := Decode(bytes.NewReader(head))
	b, _ := io.ReadAll(r) // reading from memory cannot fail
	return string(b)
}

// validPrefix reports whether head is UTF-8, except for a character cut off at
// its end.
func validPrefix(head []byte) bool {
	cut := len(head) >= SniffLen
	for i := 0; i < utf8.UTFMax && len(head) > 0; i++ {
		if utf8.Valid(head) {
			return true
		}
		if !cut {
			return false
		}
		head = head[:len(head)-1]
	}
	return len(head) == 0
}

// Text is the decoded stream that a format reads. Whole is how many bytes of it
// may be held in memory at once; 0 for the default. NoParquet is that of
// source.Limits.
type Text struct {
	io.Reader
	Whole     int64
	NoParquet bool
}

// RefusesParquet reports whether r may not be read as a Parquet table.
func RefusesParquet(r io.Reader) bool {
	t, ok := r.(*Text)
	return ok && t.NoParquet
}

// ReadWhole reads all of r, for formats that need the end before the beginning.
// It returns a *source.SizeError if r exceeds the limit of its source.
func ReadWhole(r io.Reader) ([]byte, error) {
	limit := wholeLimit(r)
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if err := CheckSize(r, "the source", int64(len(b))); err != nil {
		return nil, err
	}
	return b, nil
}

// CheckSize returns a *source.SizeError if a part of r, which is named by what,
// has more bytes than may be held in memory at once.
func CheckSize(r io.Reader, what string, bytes int64) error {
	if limit := wholeLimit(r); bytes > limit {
		return &source.SizeError{What: what, Max: limit}
	}
	return nil
}

// wholeLimit returns how many bytes of r may be held in memory at once.
func wholeLimit(r io.Reader) int64 {
	if s, ok := r.(*Text); ok && s.Whole > 0 {
		return s.Whole
	}
	return source.Defaults().Whole
}

// openText opens a file of a tree as UTF-8 without a byte order mark,
// decompressed.
func openText(fsys fs.FS, name string) (io.ReadCloser, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	r, _ := Decode(f)
	return struct {
		io.Reader
		io.Closer
	}{&Text{Reader: r}, f}, nil
}

// Head returns the first bytes of a file of a tree as Sniff receives them, nil
// if the file cannot be read.
func Head(fsys fs.FS, name string) []byte {
	f, err := fsys.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, SniffLen))
	if err != nil {
		return nil
	}
	return []byte(DecodeHead(head))
}

// SniffLen is how many bytes of a source a format may look at to recognise it.
const SniffLen = 64 << 10

// IsHTML reports whether s begins as an HTML page or holds typical elements of
// one in its first 2,000 bytes.
func IsHTML(s string) bool {
	low := strings.ToLower(s[:min(len(s), 2000)])
	return strings.HasPrefix(low, "<!doctype") || strings.HasPrefix(low, "<html") ||
		strings.Contains(low, "<body") ||
		strings.Contains(low, "<head>") ||
		strings.Contains(low, "<div ")
}
