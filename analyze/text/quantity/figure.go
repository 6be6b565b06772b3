package quantity

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// attachedScales multiply the figure that they are written onto. "m" alone
// may also be metres: see figure.
var attachedScales = map[string]float64{
	"k": 1e3, "K": 1e3, "M": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6, "mio": 1e6, "bn": 1e9, "Bn": 1e9,
	"BN": 1e9, "b": 1e9, "B": 1e9, "tn": 1e12, "trn": 1e12,
}

// attachedUnits may be written onto a figure. Any other letters make it an
// identifier.
var attachedUnits = wordlist.Set("m km kms cm mm nm kg g mg lb lbs oz mph kmh kph h hr hrs min mins sec secs ms kb mb gb tb w kw mw gw kwh mwh hz khz mhz ghz ft in yrs yr x")

var ordinalEndings = wordlist.Set("st nd rd th")

// number reads a figure, a date in figures or, where it is neither, a wall:
// times, versions, numbers of telephones, "007", "24/7", "4chan".
func (c *scanner) number(i, end int) int {
	groups, seps, j := c.groups(i, end)
	if c.enumerator(i, j) || i > 0 && c.text[i-1] == '#' {
		c.wall(i, j)
		return j
	}
	if v, next, ok := c.clock(groups, seps, j, end); ok {
		c.out = append(c.out, piece{Span: gainsay.Span{Start: i, End: next}, kind: timePiece, value: v})
		return next
	}
	p := piece{kind: numberPiece}
	ok := c.figure(&p, groups, seps)
	if !ok && len(seps) > 0 && strings.Trim(seps, ",") == "" {
		j = i + len(groups[0]) // a list without spaces: "1,2,3"
		groups, seps = groups[:1], ""
		ok = c.figure(&p, groups, seps)
	}
	if date, isDate := figureDate(groups, seps); isDate {
		p, ok = piece{kind: datePiece, value: date}, true
	}
	if ok && p.kind == numberPiece {
		j, ok = c.letters(&p, j, end)
	}
	if !ok {
		j = c.runOn(j, end)
		c.wall(i, j)
		return j
	}
	p.Span = gainsay.Span{Start: i, End: j}
	c.out = append(c.out, p)
	return j
}

// longestFigure caps the groups of digits in a figure; more are a list.
const longestFigure = 8

// groups reads runs of digits and the separators between them, one rune
// each, noted as one of ",./:-" or "'" (an apostrophe or a narrow space). A
// hyphen is read only within what may be a date or a telephone number.
func (c *scanner) groups(i, end int) (groups []string, seps string, next int) {
	for {
		j := i
		for j < end && '0' <= c.text[j] && c.text[j] <= '9' {
			j++
		}
		groups = append(groups, c.text[i:j])
		r, w := utf8.DecodeRuneInString(c.text[j:end])
		sep := separator(r)
		if sep == 0 || len(groups) == longestFigure || j+w >= end || c.text[j+w] < '0' || c.text[j+w] > '9' {
			return groups, seps, j
		}
		if sep == '-' && !c.hyphenated(j, end) && !strings.HasSuffix(seps, "-") {
			return groups, seps, j
		}
		seps += string(sep)
		i = j + w
	}
}

func separator(r rune) rune {
	switch r {
	case ',', '.', '/', ':', '-':
		return r
	case '\'', '’', '\u00a0', '\u202f', '\u2009':
		return '\''
	}
	return 0
}

// hyphenated reports whether two more groups follow at the hyphen at i.
func (c *scanner) hyphenated(i, end int) bool {
	for range 2 {
		if i >= end || c.text[i] != '-' {
			return false
		}
		start := i + 1
		for i = start; i < end && '0' <= c.text[i] && c.text[i] <= '9'; i++ {
		}
		if i == start {
			return false
		}
	}
	return true
}

// enumerator reports whether text[i:j] numbers a line: "1." or "2)" at its
// start, before a space.
func (c *scanner) enumerator(i, j int) bool {
	if j-i > 2 || j >= len(c.text) || c.text[j] != '.' && c.text[j] != ')' {
		return false
	}
	if j+1 < len(c.text) && c.text[j+1] != ' ' && c.text[j+1] != '\t' {
		return false
	}
	before := strings.TrimRight(c.text[:i], " \t>(*")
	rest := strings.TrimLeft(c.text[j+1:], " \t")
	return (before == "" || strings.HasSuffix(before, "\n")) && rest != "" && rest[0] != '\n'
}

// figure gives p the value of the groups, or reports that they are none.
func (c *scanner) figure(p *piece, groups []string, seps string) bool {
	whole := strings.Join(groups, "")
	first := groups[0]
	switch {
	case seps == "":
		p.plain = len(first)
		if len(first) > 1 && first[0] == '0' || len(first) > 15 {
			return false
		}
		return p.parse(whole)
	case seps == "/":
		return p.ratio(first, groups[1])
	case seps == "." && thousands(groups):
		p.decimal, _ = strconv.ParseFloat(first+"."+groups[1], 64)
		return p.parse(whole)
	case seps == ".", seps == "," && len(groups[1]) <= 2:
		return p.parse(first + "." + groups[1])
	case strings.Trim(seps, seps[:1]) == "" && strings.Contains(",.'", seps[:1]):
		return thousands(groups) && p.parse(whole)
	}
	last := len(groups) - 1
	if front := seps[:len(seps)-1]; strings.Trim(front, seps[:1]) == "" &&
		strings.Contains(",.'", seps[:1]) &&
		(seps[last-1] == '.' || seps[last-1] == ',') && thousands(groups[:last]) {
		return p.parse(strings.Join(groups[:last], "") + "." + groups[last])
	}
	return false
}

// thousands reports whether groups of digits are separated as thousands, or as
// lakhs and crores.
func thousands(groups []string) bool {
	n := len(groups)
	if len(groups[0]) == 0 || len(groups[0]) > 3 || groups[0][0] == '0' || len(groups[n-1]) != 3 {
		return false
	}
	inner := 3
	if n > 2 && len(groups[1]) == 2 {
		inner = 2
	}
	for _, g := range groups[1 : n-1] {
		if len(g) != inner {
			return false
		}
	}
	return true
}

func (p *piece) parse(s string) bool {
	v, err := strconv.ParseFloat(s, 64)
	p.value = v
	return err == nil
}

// ratio reads "1/3": a proper fraction with a denominator in common use.
// "9/11" and "24/7" are none.
func (p *piece) ratio(num, den string) bool {
	n, err1 := strconv.Atoi(num)
	d, err2 := strconv.Atoi(den)
	if err1 != nil || err2 != nil || n <= 0 || n >= d {
		return false
	}
	switch {
	case d <= 10, d == 12, d == 16, d == 20, d == 50, d == 100, d == 1000:
		p.value, p.fraction = float64(n)/float64(d), true
		return true
	}
	return false
}

// letters reads what is written onto a figure and reports whether it is
// still one.
func (c *scanner) letters(p *piece, j, end int) (int, bool) {
	k := j
	for k < end {
		r, w := utf8.DecodeRuneInString(c.text[k:end])
		if !unicode.IsLetter(r) && r != '_' {
			break
		}
		k += w
	}
	s := c.text[j:k]
	if s == "" {
		return j, true
	}
	low := strings.ToLower(s)
	scale, scaled := attachedScales[s]
	switch {
	case k < end && '0' <= c.text[k] && c.text[k] <= '9':
		return k, false
	case scaled:
		p.value *= scale
		if p.decimal != 0 {
			p.value = p.decimal * scale
		}
	case s == "m" && c.moneyBefore(), s == "m" && c.countAfter(k):
		p.value *= 1e6
		s = "M"
	case attachedUnits[low]:
	case ordinalEndings[low], low == "s" && p.decade():
	default:
		return k, false
	}
	p.attached, p.plain = s, 0
	if ordinalEndings[low] {
		p.attached = low
	}
	return k, true
}

// decade reports whether a figure with an "s" written on names one: "1990s",
// "90s".
func (p *piece) decade() bool {
	return (p.plain == 2 || p.plain == 4 && isYear(p.value)) && math.Mod(p.value, 10) == 0
}

func (c *scanner) moneyBefore() bool {
	return len(c.out) > 0 && currencySigns[c.out[len(c.out)-1].lower] != ""
}

// countAfter reports whether a plural follows at i: "50m people".
func (c *scanner) countAfter(i int) bool {
	f := strings.Fields(c.text[i:min(len(c.text), i+40)])
	return len(f) > 0 && strings.HasPrefix(c.text[i:], " ") &&
		(f[0] == "people" || len(f[0]) > 3 && strings.HasSuffix(f[0], "s"))
}
