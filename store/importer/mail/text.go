package mail

import (
	"encoding/base64"
	"io"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// Limits on how deeply parts may be nested and how many of them a message
// may have.
const (
	maxPartDepth = 12
	maxParts     = 500
)

// mailParts collects the texts of a message's parts.
type mailParts struct {
	plain, html []string
	n           int
	note, cut   func(format string, args ...any)
}

// mailText returns the text of a message: its plain parts, else its HTML.
func mailText(h mailFields, body string, note, cut func(string, ...any)) markup.Text {
	p := &mailParts{note: note, cut: cut}
	p.take(h, body, 0)
	if len(p.plain) > 0 {
		return markup.Plain(strings.Join(p.plain, "\n\n"))
	}
	return markup.HTML(strings.Join(p.html, "<p>"), markup.Options{})
}

// take adds a part and the parts in it.
func (p *mailParts) take(h mailFields, body string, depth int) {
	kind, params := mediaType(h.get("Content-Type"))
	if p.n++; p.n > maxParts || depth > maxPartDepth {
		if p.n == maxParts+1 || depth > maxPartDepth {
			p.cut("parts nested too deeply or too many: skipped")
		}
		return
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		for _, part := range splitParts(body, params["boundary"]) {
			ph, pb := parseHeader(part)
			p.take(ph, pb, depth+1)
		}
		return
	}
	if depth > 0 &&
		strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.get("Content-Disposition"))), "attachment") {
		return
	}
	body = transferDecoded(body, h.get("Content-Transfer-Encoding"))
	switch {
	case kind == "message/rfc822":
		p.forwarded(body, depth)
	case kind == "text/html":
		p.html = append(p.html, p.charset(body, params["charset"]))
	case kind == "" || kind == "text" || kind == "text/plain" || depth == 0 && !known(kind):
		text := p.charset(body, params["charset"])
		if strings.EqualFold(params["format"], "flowed") {
			text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
		}
		p.plain = append(p.plain, withoutSignature(text))
	}
}

// known reports whether a type is known to hold no text.
func known(kind string) bool {
	main, _, _ := strings.Cut(kind, "/")
	return main == "image" || main == "audio" || main == "video" || main == "application" ||
		main == "multipart" ||
		main == "message" ||
		main == "text"
}

// forwarded adds a message within the message as a quotation.
func (p *mailParts) forwarded(body string, depth int) {
	h, b := parseHeader(body)
	in := &mailParts{note: p.note, n: p.n}
	in.take(h, b, depth+1)
	p.n = in.n
	for _, s := range in.plain {
		p.plain = append(p.plain, "> "+strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n> "))
	}
}

// charset decodes the text of a part.
func (p *mailParts) charset(body, name string) string {
	s, ok := decodeCharset(body, name)
	if !ok {
		p.note("charset %q is not known: read as windows-1252", name)
	}
	return s
}

// decodeCharset decodes text in a charset. Valid UTF-8 is taken as such,
// because archives often convert the text but not the header. Without a charset
// the text is windows-1252, as it is for an unknown charset, for which false is
// returned.
func decodeCharset(s, name string) (string, bool) {
	if utf8.ValidString(s) && (name == "" || !input.IsASCII([]byte(s))) {
		return s, true
	}
	enc, err := htmlindex.Get(strings.Trim(name, `"' `))
	ok := name == "" || err == nil
	if err == nil {
		if out, err := enc.NewDecoder().String(s); err == nil {
			if enc != encUTF8 || utf8.ValidString(s) {
				return out, true
			}
		}
	}
	if utf8.ValidString(s) {
		return s, true
	}
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD"), ok
	}
	return out, ok
}

var encUTF8, _ = htmlindex.Get("utf-8")

// charsetReader decodes encoded words.
func charsetReader(charset string, in io.Reader) (io.Reader, error) {
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return transform.NewReader(in, charmap.Windows1252.NewDecoder()), nil
	}
	return transform.NewReader(in, enc.NewDecoder()), nil
}

var looseParam = lazy.Regexp(`(?i);\s*(boundary|charset|format|delsp)\s*=\s*(?:"([^"]*)"|([^\s;]+))`)

// mediaType reads a Content-Type, leniently if it is damaged.
func mediaType(s string) (string, map[string]string) {
	if kind, params, err := mime.ParseMediaType(s); err == nil {
		return kind, params
	}
	kind, _, _ := strings.Cut(s, ";")
	params := map[string]string{}
	for _, m := range looseParam().FindAllStringSubmatch(s, -1) {
		params[strings.ToLower(m[1])] = m[2] + m[3]
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// splitParts splits a multipart body. The last part may lack its end.
func splitParts(body, boundary string) []string {
	var out []string
	start := -1
	for at := 0; at < len(body); {
		end := strings.IndexByte(body[at:], '\n')
		next := at + end + 1
		if end < 0 {
			next = len(body)
		}
		line := strings.TrimRight(body[at:next], " \t\r\n")
		if rest, ok := strings.CutPrefix(line, "--"+boundary); ok && (rest == "" || rest == "--") {
			if start >= 0 {
				out = append(out, strings.TrimSuffix(body[start:at], "\n"))
			}
			start = next
			if rest == "--" {
				return out
			}
		}
		at = next
	}
	if start >= 0 {
		out = append(out, body[start:])
	}
	return out
}

// transferDecoded undoes a Content-Transfer-Encoding as far as the text is
// valid.
func transferDecoded(s, encoding string) string {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		return unquotePrintable(s)
	case "base64":
		return unBase64(s)
	}
	return s
}

var softBreak = lazy.Regexp(`=[ \t]*\r?\n`)

// unquotePrintable decodes quoted-printable. An = before anything else is kept.
func unquotePrintable(s string) string {
	s = softBreak().ReplaceAllString(s, "")
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// unBase64 decodes the characters of the alphabet up to the first padding: list
// servers append footers in plain text.
func unBase64(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if strings.ContainsFunc(line, func(r rune) bool { return !isBase64(r) }) {
			break
		}
		b.WriteString(line)
		if strings.HasSuffix(line, "=") {
			break
		}
	}
	in := strings.TrimRight(b.String(), "=")
	if len(in)%4 == 1 {
		in = in[:len(in)-1]
	}
	out, _ := base64.RawStdEncoding.DecodeString(in) // cannot fail: alphabet and length are right
	return string(out)
}

func isBase64(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '+' || r == '/' ||
		r == '='
}

// unflow joins the lines of text/plain with format=flowed (RFC 3676): a line
// that ends in a space continues in the next line of the same quotation level.
func unflow(s string, delsp bool) string {
	var b strings.Builder
	open, depth := false, 0
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = strings.TrimSuffix(line, "\n")
		rest := strings.TrimLeft(line, ">")
		n := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ")
		if !open || n != depth || rest == "-- " {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			if b.WriteString(strings.Repeat(">", n)); n > 0 {
				b.WriteByte(' ')
			}
		}
		open, depth = strings.HasSuffix(rest, " ") && rest != "-- ", n
		if open && delsp {
			rest = rest[:len(rest)-1]
		}
		b.WriteString(rest)
	}
	return b.String()
}

// scrubbed matches the notes that Mailman leaves for attachments.
var scrubbed = lazy.Regexp(`(?m)^-{14} next part -{14}\r?\n(?:(?:An? .{1,80} was scrubbed\.\.\.|Name: .*|Type: .*|Size: .*|Desc: .*|URL\s*:.*|From: .*|To: .*|Subject: .*|Date: .*)(?:\r?\n|$))*`)

// withoutSignature removes the signature and Mailman's notes from a text.
// Quoted text after a signature and what follows it is kept: people answer
// below.
func withoutSignature(s string) string {
	s = scrubbed().ReplaceAllString(strings.ReplaceAll(s, "\r\n", "\n"), "")
	if strings.HasPrefix(s, "-- \n") {
		return ""
	}
	i := strings.LastIndex(s, "\n-- \n")
	if i < 0 || strings.Contains(s[i:], "\n>") {
		return s
	}
	return s[:i+1]
}
