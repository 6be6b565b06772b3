package importer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Result is one thread of a source with what its import has to report.
type Result struct {
	Thread *gainsay.Thread
	Report gainsay.Report
}

// Read reads a source with a format. It removes a byte order mark, decodes
// UTF-16 and, where the text is no UTF-8, windows-1252 (with a remark in the
// report). Every *gainsay.SyntaxError is yielded with the source's name
// filled in and is also a problem in the report of the thread it belongs to.
// A source without a thread is an error.
func Read(name string, f *Format, r io.Reader) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		decoded, remark := decode(r)
		rep := gainsay.Report{Problems: []gainsay.Problem{}}
		if remark != "" {
			rep.Problems = append(rep.Problems, gainsay.Problem{Message: remark})
		}
		threads := 0
		for t, err := range f.Read(decoded) {
			if err != nil {
				if !yield(nil, report(name, err, &rep)) {
					return
				}
				continue
			}
			threads++
			t.Format = f.Name
			for _, e := range finish(t) {
				if !yield(nil, report(name, e, &rep)) {
					return
				}
			}
			if !yield(&Result{t, total(rep, t)}, nil) {
				return
			}
			rep = gainsay.Report{Problems: []gainsay.Problem{}}
		}
		if threads == 0 && len(rep.Problems) == 0 {
			yield(nil, &gainsay.SyntaxError{Name: name, Msg: "no thread found"})
		}
	}
}

// report notes an error in the report and names its source.
func report(name string, err error, rep *gainsay.Report) error {
	var se *gainsay.SyntaxError
	if !errors.As(err, &se) {
		return err
	}
	se.Name = name
	rep.Skipped += se.Skipped
	rep.Problems = append(rep.Problems, gainsay.Problem{Line: se.Line, Message: se.Msg})
	return se
}

func total(rep gainsay.Report, t *gainsay.Thread) gainsay.Report {
	rep.Kept = len(t.Comments)
	rep.Read = rep.Skipped
	for _, c := range t.Comments {
		if c.State == gainsay.Missing {
			rep.MissingParents++
			continue
		}
		rep.Read++
		if c.Time.IsZero() {
			rep.Undated++
		}
	}
	return rep
}

// decode returns r as UTF-8 and a remark if the encoding had to be guessed.
// The guess is made on the first SniffLen bytes.
func decode(r io.Reader) (io.Reader, string) {
	br := bufio.NewReaderSize(r, SniffLen)
	head, _ := br.Peek(SniffLen) // a read error comes again at the next read
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = br.Discard(3)
		return br, ""
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), ""
	case validPrefix(head):
		return br, ""
	}
	return transform.NewReader(br, charmap.Windows1252.NewDecoder()), "not UTF-8: read as windows-1252"
}

func decodeHead(head []byte) string {
	r, _ := decode(bytes.NewReader(head))
	b, _ := io.ReadAll(r) // from memory; a torn last character is no matter for sniffing
	return string(b)
}

// validPrefix reports whether head is UTF-8, but for a character cut at its end.
func validPrefix(head []byte) bool {
	for i := 0; i < utf8.UTFMax && len(head) > 0; i++ {
		if utf8.Valid(head) {
			return true
		}
		if len(head) < SniffLen {
			return false
		}
		head = head[:len(head)-1]
	}
	return len(head) == 0
}
