package sqltext

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// kind is the kind of a token.
type kind byte

const (
	end    kind = iota // of the source
	word               // a keyword, a number, or a name without quotation marks
	name               // a name in quotation marks
	str                // a string
	symbol             // any other character
)

// token is a token of SQL.
type token struct {
	kind kind
	text string
}

// is reports whether a token is a keyword or a symbol.
func (t token) is(s string) bool {
	return (t.kind == word || t.kind == symbol) && strings.EqualFold(t.text, s)
}

// maxText is how many bytes a string may have.
const maxText = 16 << 20

var errOpen = fmt.Errorf("a text of more than %d bytes: a quotation mark is not closed", maxText)

// lexer cuts SQL into tokens.
type lexer struct {
	r      *bufio.Reader
	line   int
	escape bool // a backslash in a string begins an escape, as in MySQL
	held   *token
}

// next returns the next token, skipping comments.
func (l *lexer) next() (token, error) {
	if l.held != nil {
		t := *l.held
		l.held = nil
		return t, nil
	}
	for {
		c, err := l.byte()
		switch {
		case errors.Is(err, io.EOF):
			return token{}, nil
		case err != nil:
			return token{}, err
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		case c == '-' && l.peek() == '-', c == '#' && l.escape:
			err = l.skipLine()
		case c == '/' && l.peek() == '*':
			err = l.skipComment()
		default:
			return l.token(c)
		}
		if err != nil {
			return token{}, err
		}
	}
}

// unread makes next return a token again.
func (l *lexer) unread(t token) { l.held = &t }

// token returns the token that begins with a character.
func (l *lexer) token(c byte) (token, error) {
	switch {
	case c == '\'':
		s, err := l.quoted('\'', l.escape)
		return token{str, s}, err
	case c == '`', c == '"':
		l.escape = l.escape || c == '`'
		s, err := l.quoted(c, c == '"' && l.escape)
		if c == '"' && l.escape {
			return token{str, s}, err // MySQL's other quotation mark of strings
		}
		return token{name, s}, err
	case c == '[':
		s, err := l.quoted(']', false)
		return token{name, s}, err
	case isWord(c):
		return l.word(c)
	}
	return token{symbol, string(rune(c))}, nil
}

// word returns a word, or the string that a prefix of one letter begins: N'...', E'...', X'...'.
func (l *lexer) word(c byte) (token, error) {
	b := []byte{c}
	for isWord(l.peek()) {
		c, err := l.byte()
		if err != nil {
			return token{}, err
		}
		b = append(b, c)
	}
	if w := strings.ToLower(string(b)); l.peek() == '\'' && (w == "n" || w == "e" || w == "x" || w == "b" || w == "_binary") {
		if _, err := l.byte(); err != nil {
			return token{}, err
		}
		s, err := l.quoted('\'', w == "e" || l.escape)
		return token{str, s}, err
	}
	return token{word, string(b)}, nil
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-' || c == '+' || c == '$' || c == '@' || c >= 0x80
}

// quoted reads up to the quotation mark that ends a string or a name. A doubled one stands for
// itself.
func (l *lexer) quoted(mark byte, escape bool) (string, error) {
	var b strings.Builder
	for {
		c, err := l.byte()
		switch {
		case err != nil:
			return b.String(), fmt.Errorf("a quotation mark is not closed: %w", err)
		case b.Len() > maxText:
			return "", errOpen
		case c == '\\' && escape:
			if c, err = l.byte(); err != nil {
				return b.String(), err
			}
			b.WriteString(unescaped(c))
		case c == mark && l.peek() == mark:
			if _, err := l.byte(); err != nil {
				return "", err
			}
			b.WriteByte(mark)
		case c == mark:
			return b.String(), nil
		default:
			b.WriteByte(c)
		}
	}
}

// unescaped returns what a backslash before a character stands for.
func unescaped(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '0', 'b', 'Z':
		return ""
	}
	return string([]byte{c})
}

func (l *lexer) byte() (byte, error) {
	c, err := l.r.ReadByte()
	if c == '\n' && err == nil {
		l.line++
	}
	return c, err
}

// peek returns the next character, 0 at the end.
func (l *lexer) peek() byte {
	if b, err := l.r.Peek(1); err == nil {
		return b[0]
	}
	return 0
}

// skipLine skips the rest of a line.
func (l *lexer) skipLine() error {
	for {
		if c, err := l.byte(); err != nil || c == '\n' {
			return ignoreEOF(err)
		}
	}
}

// skipComment skips a comment between /* and */.
func (l *lexer) skipComment() error {
	last := byte(0)
	for {
		c, err := l.byte()
		if err != nil || c == '/' && last == '*' {
			return ignoreEOF(err)
		}
		last = c
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// unicodeEscapes decodes \u000a in a text, as SQLite's unistr does.
func unicodeEscapes(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, `\u`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n, err := strconv.ParseUint(after[:min(4, len(after))], 16, 32)
		if err != nil || len(after) < 4 {
			b.WriteString(`\u`)
			s = after
			continue
		}
		b.WriteRune(rune(n))
		s = after[4:]
	}
}
