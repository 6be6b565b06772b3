// Package quantity finds numbers, dates and times, with their values and units.
package quantity

import (
	"iter"
	"maps"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/buffer"
	"github.com/gainsay/gainsay/analyze/text/lexeme"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Quantity is a number with its value, for comparison by value.
type Quantity struct {
	gainsay.Span
	Value float64 // 50000 for "50.000" and "50k"; .333… for "1/3 rd"
	// Unit is "%", "$", "€", "year", "date", "decade", "century", "ordinal", "degree", the following noun in
	// lower case, or "".
	Unit  string
	Bound string // About, MoreThan, LessThan, or "" for the figure itself
}

// Find returns the quantities and the times of day and relative times of a text:
// figures and number words with their values and units, ordered and disjoint in
// each list. A span covers the figure with its sign of percentage, currency or
// scale, but not the noun that it counts. words are the lexemes of the tokens,
// which have been tagged.
func Find(text string, tokens []token.Token, words []*lexeme.Lexeme) (quantities, times []Quantity) {
	buf := piecePool.Get().(*[]piece)
	defer func() { *buf = buffer.Reset(*buf); piecePool.Put(buf) }()
	*buf = pieces(text, tokens, words, *buf)
	if len(*buf) == 0 {
		return nil, nil
	}
	r := &parser{text: text, p: *buf}
	first, end := -1, -1 // pieces of the quantity before
	for i := 0; i < len(r.p); {
		q, next := r.at(i)
		if next <= i {
			i++
			continue
		}
		switch {
		case q.Len() == 0:
		case q.Unit == "time" || strings.HasPrefix(q.Unit, "relative "):
			r.times = append(r.times, q)
		default:
			if n := len(r.found); n > 0 {
				r.shareRange(&r.found[n-1], &q, first, end, i, next)
			}
			r.found = append(r.found, q)
			r.addAgo(q, next)
			first, end = i, next
		}
		i = next
	}
	return r.found, r.times
}

// Describe fills in whether the spelling of x may be part of a quantity.
func Describe(x *lexeme.Lexeme, spelling, lower string) {
	x.Figure = x.Plain && figureWords[lower] || !x.Plain && holdsFigure(spelling)
	x.Counts = x.Plain && quantityWords[lower]
}

// piecePool holds buffers of pieces that later searches reuse.
var piecePool = sync.Pool{New: func() any { return new([]piece) }}

// parser reads quantities from the pieces of a text.
type parser struct {
	text  string
	found []Quantity
	times []Quantity
	p     []piece
}

// none is the piece beyond either end.
var none = piece{kind: wallPiece}

func (r *parser) piece(i int) *piece {
	if i < 0 || i >= len(r.p) {
		return &none
	}
	return &r.p[i]
}

// touch reports whether piece i ends where piece i+1 begins.
func (r *parser) touch(i int) bool { return i >= 0 && r.piece(i).End == r.piece(i+1).Start }

// at reads the quantity that begins at piece i and returns the piece after
// it, or i if there is none. An empty span means to skip these pieces.
func (r *parser) at(i int) (Quantity, int) {
	if !r.mayBegin(i) {
		return Quantity{}, i
	}
	if q, next := r.dateAt(i); next > i {
		return q, next
	}
	for _, read := range [...]func(*parser, int) (Quantity, int){(*parser).yearAt, (*parser).decadeAt,
		(*parser).timeAt,
		(*parser).relativeAt, (*parser).ordinalAt, (*parser).ratioAt} {
		if q, next := read(r, i); next > i {
			return q, next
		}
	}
	return r.amountAt(i)
}

// mayBegin reports, cheaply, whether a quantity may begin at piece i.
func (r *parser) mayBegin(i int) bool {
	p := r.piece(i)
	switch p.kind {
	case wallPiece:
		return false
	case signPiece:
		return currencySigns[p.lower] != ""
	case wordPiece:
		return p.counts || len(p.lower) <= 2 && r.touch(i) && currencySigns[r.piece(i+1).lower] != ""
	}
	return true
}

// quantityWords are the words that a quantity can begin with.
var quantityWords = func() map[string]bool {
	words := wordlist.Set("a an half yesterday today tonight tomorrow last previous this next")
	for _, keys := range []iter.Seq[string]{maps.Keys(numberWords), maps.Keys(monthNumbers),
		maps.Keys(currencyWords)} {
		for w := range keys {
			words[w] = true
		}
	}
	return words
}()

// amountAt reads [currency] number [scale] [percent or currency] at piece i.
func (r *parser) amountAt(i int) (Quantity, int) {
	start := i
	unit, i := r.currencyBefore(i)
	value, next := r.valueAt(i)
	if next == i {
		return Quantity{}, start
	}
	q := Quantity{Value: value}
	q.Unit, next = r.unitAfter(next, unit)
	q.Span = gainsay.Span{Start: r.piece(start).Start, End: r.piece(next - 1).End}
	if p := r.piece(start); p.kind == numberPiece && p.attached != "" && next == start+1 {
		q.Unit, q.End = attachedUnit(p, q.Unit)
	}
	if r.negative(start, q.Unit) {
		q.Value = -q.Value
		q.Start = r.piece(start - 1).Start
	}
	if q.Bound, i = r.boundOf(start, next); i > next {
		scale, end := r.scaleAt(i) // "$100+ million"
		q.Value, next = q.Value*scale, end
	}
	q.End = r.piece(next - 1).End
	if q.Unit == "" {
		q.Unit = r.nounAt(next) // "100+ people"
	}
	return q, next
}

var currencySigns = map[string]string{"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "₽": "₽", "₩": "₩",
	"₪": "₪", "₴": "₴", "₺": "₺"}

var currencyWords = map[string]string{
	"dollar": "$", "dollars": "$", "usd": "$", "bucks": "$", "buck": "$", "euro": "€", "euros": "€",
	"eur": "€", "gbp": "£", "quid": "£",
	"yen": "¥", "rupees": "₹", "rupee": "₹", "rubles": "₽", "roubles": "₽", "ruble": "₽", "rouble": "₽",
	"shekels": "₪", "lira": "₺",
}

// currencyBefore reads "$", "US$" or "USD" at piece i where a figure follows.
func (r *parser) currencyBefore(i int) (unit string, next int) {
	j := i
	if w := r.piece(i); w.kind == wordPiece && len(w.lower) <= 2 && r.touch(i) &&
		currencySigns[r.piece(i+1).lower] != "" {
		j++
	}
	p := r.piece(j)
	unit = currencySigns[p.lower]
	if unit == "" && p.kind == wordPiece && len(p.lower) == 3 {
		unit = currencyWords[p.lower]
	}
	if unit != "" && r.piece(j+1).kind == numberPiece {
		return unit, j + 1
	}
	return "", i
}

// unitAfter reads what follows a number at piece i: a percentage, a currency
// or a noun. The noun is not taken.
func (r *parser) unitAfter(i int, unit string) (string, int) {
	p := r.piece(i)
	switch {
	case p.lower == "%" || p.lower == "percent" || p.lower == "pct" ||
		p.lower == "percentage" && strings.HasPrefix(r.piece(i+1).lower, "point"):
		return "%", i + 1
	case p.lower == "°" && (r.piece(i+1).lower == "c" || r.piece(i+1).lower == "f") && r.touch(i):
		return "degree", i + 2
	case p.lower == "°":
		return "degree", i + 1
	case p.lower == "per" && r.piece(i+1).lower == "cent":
		return "%", i + 2
	case unit != "":
		return unit, i
	case currencySigns[p.lower] != "" && r.piece(i+1).kind != numberPiece:
		return currencySigns[p.lower], i + 1
	case p.kind == wordPiece && currencyWords[p.lower] != "":
		return currencyWords[p.lower], i + 1
	}
	return r.nounAt(i), i
}

// nounAt returns the noun at piece i in the singular, or "": "5-year" has
// one too.
func (r *parser) nounAt(i int) string {
	if r.piece(i).lower == "-" && r.touch(i-1) && r.touch(i) {
		i++
	}
	p := r.piece(i)
	if p.kind != wordPiece || len(p.lower) < 2 && p.pos == "" || notCounted[p.lower] {
		return ""
	}
	if p.pos != "" && p.pos != pos.NN && p.pos != pos.NNS {
		return ""
	}
	return singular(p.lower)
}

// notCounted are words that a tagger may take for nouns but that no number
// counts.
var notCounted = wordlist.Set("a an the and or of in on at to for from by with as is are was were be been has have had that this than then not no " +
	"it they he she we you i am pm ago away more less else only even ever yet so but if when because while who which what where how " +
	"percent rd th st nd times x")

var irregularSingulars = map[string]string{
	"people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child",
	"kids": "child", "lives": "life",
	"wives": "wife", "feet": "foot", "policemen": "policeman", "civillians": "civilian", "series": "series",
	"species":  "species",
	"aircraft": "aircraft", "troops": "troop", "km": "km", "kms": "km", "hrs": "hour", "mins": "minute",
	"secs": "second", "yrs": "year",
}

// singular turns the plural of an English noun into its singular, roughly.
func singular(w string) string {
	if s, ok := irregularSingulars[w]; ok {
		return s
	}
	for _, e := range []struct{ end, by string }{
		{"ies", "y"}, {"sses", "ss"}, {"ches", "ch"}, {"shes", "sh"}, {"xes", "x"}, {"ss", "ss"},
		{"us", "us"}, {"is", "is"}, {"s", ""},
	} {
		if stem, ok := strings.CutSuffix(w, e.end); ok && len(stem) >= 2 {
			return stem + e.by
		}
	}
	return w
}

// attachedUnit gives the unit of letters written onto a figure: "30km". A
// scale such as "50k" has none; its unit is what follows it.
func attachedUnit(p *piece, after string) (string, int) {
	if _, ok := attachedScales[p.attached]; ok || p.fraction {
		return after, p.End
	}
	return strings.ToLower(p.attached), p.End
}
