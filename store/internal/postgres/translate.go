package postgres

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// statement is a query in PostgreSQL's SQL.
type statement struct {
	sql   string
	kinds []kind // of the parameters
	index string // word index that the texts of the query are added to, "" for other statements

	// Of a statement that inserts one row of parameters, which copies many with
	// the values of many.
	table   string
	columns []string
}

// kind says what is done to the value of a parameter.
type kind uint8

const (
	plain kind = iota
	list       // a JSON array becomes an array of texts
	match      // an expression of FTS5 becomes a tsquery
)

// maxStatements bounds the cache of translated statements.
const maxStatements = 2000

// statements is a cache: the program has some hundred queries.
type statements struct {
	mu sync.RWMutex
	of map[string]*statement
}

func (c *statements) get(query string) *statement {
	c.mu.RLock()
	s := c.of[query]
	c.mu.RUnlock()
	if s != nil {
		return s
	}
	s = translate(query)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= maxStatements {
		c.of = map[string]*statement{}
	}
	c.of[query] = s
	return s
}

// renamed are words that PostgreSQL has by another name.
var renamed = map[string]string{
	"user":    `"user"`, // is reserved
	"integer": "bigint",
	"blob":    "bytea",
	"instr":   "strpos",
}

// translate gives PostgreSQL's form of a query of package store:
//
//   - parameters ? and ?1 become $1;
//   - json_each(?) with a JSON array becomes a table of its values, as texts;
//   - INSERT INTO t (rowid, text) SELECT, where t is a word index, becomes its SELECT (see conn.addWords);
//   - an INSERT of one row takes the values of many rows at once (see conn.copyRows);
//   - t MATCH ?, where t is a word index, becomes t.words @@ tsquery, and bm25(t) a rank;
//   - max(a, b) and min(a, b) become greatest and least;
//   - CROSS JOIN becomes JOIN, and a unary + goes: with them SQLite is told which index to use;
//   - PRAGMA data_version becomes the count of transactions that wrote;
//   - the words in renamed.
func translate(query string) *statement {
	t := translation{tokens: scan(query), queries: map[string]string{}}
	s := &statement{}
	s.table, s.columns = t.oneRow()
	s.index = t.intoIndex()
	for t.i < len(t.tokens) {
		t.next()
	}
	s.sql, s.kinds = t.out.String(), t.kinds
	return s
}

type translation struct {
	tokens  []token
	i       int
	out     strings.Builder
	kinds   []kind
	queries map[string]string // parameter of MATCH by word index
}

// oneRow returns the table and columns of a statement that inserts one row of
// parameters and does nothing else.
func (t *translation) oneRow() (table string, columns []string) {
	if t.at(0) != "insert" || t.at(1) != "into" || t.at(3) != "(" {
		return "", nil
	}
	n := 4
	for ; t.at(n) != ")" && t.at(n) != ""; n++ {
		if t.at(n) != "," {
			columns = append(columns, strings.Trim(t.at(n), `"`))
		}
	}
	if t.at(n+1) != "values" || t.at(n+2) != "(" || len(t.tokens) != n+3+2*len(columns) {
		return "", nil
	}
	for i := range columns {
		if t.at(n+3+2*i) != "?" {
			return "", nil
		}
	}
	return t.at(2), columns
}

// intoIndex skips the start of a statement that adds to a word index, and
// returns the index.
func (t *translation) intoIndex() string {
	for n, word := range []string{"insert", "into", "", "(", "rowid", ",", "text", ")"} {
		if word != "" && t.at(n) != word {
			return ""
		}
	}
	index := t.at(2)
	t.i = 8
	return index
}

// at returns the text of the token n further on, in lower case; "" beyond the end.
func (t *translation) at(n int) string {
	if t.i+n < 0 || t.i+n >= len(t.tokens) {
		return ""
	}
	return strings.ToLower(t.tokens[t.i+n].text)
}

// next writes the next token, or several.
func (t *translation) next() {
	tok := t.tokens[t.i]
	t.out.WriteString(tok.space)
	word := t.at(0)
	switch {
	case tok.text[0] == '?':
		t.out.WriteString(t.parameter(tok.text, plain))
	case word == "json_each" && t.at(1) == "(" && strings.HasPrefix(t.at(2), "?") && t.at(3) == ")":
		t.each()
		return
	case t.at(1) == "match" && strings.HasPrefix(t.at(2), "?"):
		p := t.parameter(t.tokens[t.i+2].text, match)
		t.queries[word] = p
		fmt.Fprintf(&t.out, "%s.words @@ CAST(%s AS tsquery)", word, p)
		t.i += 3
		return
	case word == "bm25" && t.at(1) == "(" && t.at(3) == ")": // lower is better; 1 takes long texts into account
		fmt.Fprintf(&t.out, "-ts_rank(%s.words, CAST(%s AS tsquery), 1)", t.at(2), t.query(t.at(2)))
		t.i += 4
		return
	case (word == "max" || word == "min") && t.several():
		t.out.WriteString(map[string]string{"max": "greatest", "min": "least"}[word])
	case word == "cross" && t.at(1) == "join", word == "+" && t.unary():
	case word == "pragma" && t.at(1) == "data_version":
		t.out.WriteString("SELECT written + n FROM state, changes")
		t.i++
	case renamed[word] != "" && (word != "instr" || t.at(1) == "("):
		t.out.WriteString(renamed[word])
	default:
		t.out.WriteString(tok.text)
	}
	t.i++
}

// each writes the table of json_each, with the name that follows or its own.
func (t *translation) each() {
	name := "json_each"
	p := t.parameter(t.tokens[t.i+2].text, list)
	t.i += 4
	if t.at(0) == "as" {
		name = t.at(1)
		t.i += 2
	}
	fmt.Fprintf(&t.out, "unnest(CAST(%s AS text[])) AS %s(value)", p, name)
}

// query is the parameter that a word index is searched for, here or further on.
func (t *translation) query(index string) string {
	n := len(t.kinds)
	for i := 0; t.queries[index] == "" && t.i+i < len(t.tokens); i++ {
		switch p := t.at(i + 2); {
		case t.at(i) == index && t.at(i+1) == "match" && len(p) > 1 && p[0] == '?':
			return "$" + p[1:]
		case t.at(i) == index && t.at(i+1) == "match" && p == "?":
			return "$" + strconv.Itoa(n+1)
		case t.at(i) == "?":
			n++
		}
	}
	return t.queries[index]
}

// parameter numbers ? or takes the number of ?1.
func (t *translation) parameter(text string, k kind) string {
	n := len(t.kinds) + 1
	if len(text) > 1 {
		n, _ = strconv.Atoi(text[1:]) // digits: see scan
	}
	for len(t.kinds) < n {
		t.kinds = append(t.kinds, plain)
	}
	if k != plain {
		t.kinds[n-1] = k
	}
	return "$" + strconv.Itoa(n)
}

// several reports whether the function at the next token has several arguments.
func (t *translation) several() bool {
	depth := 0
	for n := 1; ; n++ {
		switch t.at(n) {
		case "(":
			depth++
		case ")":
			depth--
		case ",":
			if depth == 1 {
				return true
			}
		}
		if depth == 0 || t.i+n >= len(t.tokens) {
			return false
		}
	}
}

// unary reports whether the sign at the next token has nothing before it.
func (t *translation) unary() bool {
	switch t.at(-1) {
	case "", "(", ",", "=", "<", ">", "and", "or", "not", "where", "select", "by", "on", "when", "then", "else":
		return true
	}
	return false
}

// token is a word, number, string, name in quotes, parameter or sign, with the
// space and comments before it.
type token struct{ space, text string }

func scan(query string) (out []token) {
	for i := 0; i < len(query); {
		start := i
		for i < len(query) && (isSpace(query[i]) || strings.HasPrefix(query[i:], "--")) {
			if query[i] == '-' {
				for i < len(query) && query[i] != '\n' {
					i++
				}
				continue
			}
			i++
		}
		space := query[start:i]
		if i == len(query) {
			return out
		}
		start = i
		switch c := query[i]; {
		case c == '\'' || c == '"':
			i++
			for i < len(query) && query[i] != c {
				i++
			}
			i = min(i+1, len(query)) // a doubled quote is the start of another string
		case isWord(c):
			for i < len(query) && isWord(query[i]) {
				i++
			}
		case c == '?':
			i++
			for i < len(query) && query[i] >= '0' && query[i] <= '9' {
				i++
			}
		default:
			i++
		}
		out = append(out, token{space, query[start:i]})
	}
	return out
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
