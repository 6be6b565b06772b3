package html

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// stamp finds the time of a post.
func (d *dialect) stamp(w *webPost) scalar.Stamp {
	var words string
	times := d.time
	if d.loose && d != guessed {
		times = slices.Concat(times, guessed.time)
	}
	for _, sel := range times {
		if key, ok := strings.CutPrefix(sel, "@"); ok {
			if st := dateIn(w.AttrOr(key, "")); !st.IsZero() {
				return st
			}
			continue
		}
		found := w.Find(sel)
		for i := range min(found.Length(), 4) {
			if joinedSince().MatchString(found.Eq(i).Text()) {
				continue
			}
			st := stampOf(found.Eq(i))
			if st.IsZero() && (words != "" || st.Text == "") {
				continue
			}
			w.date = found.Nodes[i]
			if !st.IsZero() {
				return st
			}
			words = st.Text
		}
	}
	if d.loose && (words == "" || partial().MatchString(words)) {
		date := w.date
		if st := shortDate(w); words == "" || !st.IsZero() {
			return st
		}
		w.date = date
	}
	return scalar.Stamp{Text: words}
}

// joinedSince matches the date at which an author registered.
var joinedSince = lazy.Regexp(`(?i)^\s*(?:joined|join date|registered|member since|registriert|dabei seit|beigetreten|inscrit|registrado|iscritto|lid sinds)\b`)

// shortDate reads the first element of a post that holds little besides a date,
// outside its paragraphs.
func shortDate(w *webPost) scalar.Stamp {
	var out scalar.Stamp
	w.Find("div, span, a, p, small, em, i, li, td, dt").EachWithBreak(func(_ int, e *goquery.Selection) bool {
		text, short := shortText(e.Nodes[0], 90*utf8.UTFMax)
		if n := utf8.RuneCountInString(text); !short || n < 5 || n > 90 {
			return true
		}
		out = dateIn(text)
		if out.IsZero() && out.Text == "" {
			return true
		}
		e = smallest(e)
		out = dateIn(scalar.OneLine(e.Text()))
		w.date = e.Nodes[0]
		return false
	})
	return out
}

// smallest returns the innermost element of e that has its date: a short post
// may be an element with little besides a date, too.
func smallest(e *goquery.Selection) *goquery.Selection {
	for {
		inner := e.Children().FilterFunction(func(_ int, c *goquery.Selection) bool { return hasDate(scalar.OneLine(c.Text())) }).First()
		if inner.Length() == 0 {
			return e
		}
		e = inner
	}
}

// stampOf reads the time of an element: from its machine-readable attributes,
// its tooltip or its words.
func stampOf(s *goquery.Selection) scalar.Stamp {
	for _, key := range []string{"datetime", "content", "data-time", "data-timestamp", "data-utime", "title", "data-original-title", "data-tippy-content", "data-tooltip"} {
		if v := s.AttrOr(key, ""); v != "" {
			if st := dateIn(v); !st.IsZero() {
				return st
			}
		}
	}
	inner := s.Find("[datetime]").First()
	if inner.Length() > 0 {
		if st := scalar.ParseTime(inner.AttrOr("datetime", "")); !st.IsZero() {
			return st
		}
	}
	text, short := firstText(s, 200*utf8.UTFMax)
	if !short || utf8.RuneCountInString(text) > 200 {
		return scalar.Stamp{}
	}
	return dateIn(text)
}

// datePart matches a date among other words, as in "Posted on 3 May 2019 at
// 14:05".
var datePart = lazy.Regexp(`(?i)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?|` +
	`(?:\d{1,2}(?:\.|st|nd|rd|th)?[ -]+(?:de )?\pL{3,12}\.?,?[ -]+(?:de )?\d{4}|\pL{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}[.-]\d{1,2}[.-]\d{4}|\d{4}/\d\d/\d\d|\d{1,2}/\d{1,2}/\d{2,4})` +
	`(?:[\s,@•·|–-]*(?:at|um|à|a las|às|alle(?: ore)?|ore|om|kl\.?|klo|o|в)?[\s@]*\d{1,2}[:.h]\d{2}(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*(?:UTC|GMT)[+-]\d\d:?\d\d)?)?`)

// dotted matches a date with a separate year: "17.07, 2011".
var dotted = lazy.Regexp(`\b(\d{1,2})\.\s?(\d{1,2})[.,]\s(\d{4})\b`)

// shortYear matches a year with an apostrophe: "11 Jan '15".
var shortYear = lazy.Regexp(`(\d{1,2} \pL{3,9} |\pL{3,9} \d{1,2},? )['’](\d\d)\b`)

// relative matches an age, or a day such as "yesterday" at the end of a text or
// before a clock time: "hier" and "today" are ordinary words elsewhere.
var relative = lazy.Regexp(`(?i)\b(?:ago|just now)\b|\bvor (?:\d|ein)|\bil y a \S+ \pL|\b(?:hace|há) (?:\d|una?\b|uma?\b)|\b(?:\d+|una?) \pL+ fa\b|\b\d+ \pL+ (?:geleden|temu|sedan|siden|her|zuvor)\b|назад|` +
	`(?:^|[\s·•|,»—–])(?:yesterday|today|gestern|heute|vorgestern|hier|aujourd['’]hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|vandaag|вчера|сегодня|i (?:går|dag)|idag|igår)(?:[\s.:]*$|[\s,]*(?:at|um|à|a las?|alle(?: ore)?|ore|às|om|kl\.?|klo|в|@|-|–)?[\s,]*\d)|` +
	`^\d+\s?(?:s|m|h|d|w|mo|y|min|hr|hrs|yr|yrs)\.?$`)

// partial matches a clock time without a year: "03/04 at 5:28 pm", "on Sep 21,
// 3:23 PM", "10:47 AM". It is no point in time, but kept as words.
var partial = lazy.Regexp(`(?i)^\W*(?:(?:posted|on|at|am|um|le|el)\s+)*((?:` + monthWord + `\s+\d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:\.|st|nd|rd|th)?\s+` + monthWord + `|\d{1,2}/\d{1,2})[\s,@•·|–-]*(?:at|um|à|kl\.?)?[\s@]*\d{1,2}[:.h]\d{2}(?::\d\d)?(?:\s*[ap]\.?m\.?)?|\d{1,2}:\d{2}(?::\d\d)?\s*[ap]\.?m\.?)\W*(?:says?|said|wrote|uhr)?\W*$`)

// bare matches a number, which is a count and not a time unless it is as long
// as the seconds since 1970 or a year.
var bare = lazy.Regexp(`^(?:\d{1,3}|\d{5,8}|\d{1,8}[.,]\d+)$`)

// age matches an age among other words.
var age = lazy.Regexp(`(?i)(?:\b(?:about|over|almost|nearly|more than)\s+)?\b(?:\d+|an?|one|a few)\s*\+?\s*(?:seconds?|secs?\.?|minutes?|mins?\.?|hours?|hrs?\.?|days?|weeks?|wks?\.?|months?|mo\.?|mos\.?|years?|yrs?\.?|[smhdwy]) ago\b|` +
	`\bvor (?:\d+|einem|einer|ein|einigen) (?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b|` +
	`\bil y a (?:\d+|une?) \pL+|\bhace (?:\d+|una?) \pL+|\bhá (?:\d+|uma?) \pL+|\b(?:\d+|una?|un) \pL+ fa\b|\b(?:\d+|een) \pL+ geleden\b|\b\d+ \pL+ temu\b|\d+ \pL+ назад`)

// zoneBehind matches a zone after a time that no layout has: "04.01.2021
// 10:00:00 UTC+01:00".
var zoneBehind = lazy.Regexp(`^(.*\d) (?:UTC|GMT)([+-]\d\d):?(\d\d)$`)

// zoned reads a date with a zone behind it.
func zoned(s string) (scalar.Stamp, bool) {
	m := zoneBehind().FindStringSubmatch(s)
	if m == nil {
		return scalar.Stamp{}, false
	}
	st := scalar.ParseTime(m[1])
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[2][:1] + m[3])
	if !st.IsZero() {
		st.Time = st.Time.Add(-time.Duration(hours)*time.Hour - time.Duration(minutes)*time.Minute)
	}
	return st, !st.IsZero()
}

// dateIn reads the first date in a text. Words that give an age ("2 hours ago")
// are kept; a text without either is no time.
func dateIn(s string) scalar.Stamp {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "0123456789") {
		return ageIn(s)
	}
	if st, ok := zoned(s); ok {
		return st
	}
	if bare().MatchString(s) {
		return scalar.Stamp{}
	}
	if st := scalar.ParseTime(s); !st.IsZero() {
		return st
	}
	s = dotted().ReplaceAllString(s, "$1.$2.$3")
	s = shortYear().ReplaceAllString(s, "${1}20$2")
	if m := datePart().FindString(s); m != "" {
		m = scalar.OneLine(tidyDate.Replace(m))
		for _, v := range []string{m, strings.ReplaceAll(m, ",", "")} {
			if st := scalar.ParseTime(v); !st.IsZero() {
				return st
			}
		}
		return scalar.Stamp{Text: m}
	}
	if st := ageIn(s); st.Text != "" {
		return st
	}
	if m := partial().FindStringSubmatch(s); m != nil {
		return scalar.Stamp{Text: m[1]}
	}
	return scalar.Stamp{}
}

// ageIn reads words that give an age or a day before today.
func ageIn(s string) scalar.Stamp {
	if m := age().FindString(s); m != "" && utf8.RuneCountInString(s) < 200 {
		return scalar.Stamp{Text: strings.TrimSpace(m)}
	}
	if relative().MatchString(s) && utf8.RuneCountInString(s) < 60 {
		if i := strings.LastIndexAny(s, "»—–|•·"); i >= 0 {
			_, n := utf8.DecodeRuneInString(s[i:])
			if tail := strings.TrimSpace(s[i+n:]); relative().MatchString(tail) {
				s = tail
			}
		}
		return scalar.Stamp{Text: s}
	}
	return scalar.Stamp{}
}

var tidyDate = strings.NewReplacer("•", ",", "·", ",", "|", ",", " @ ", " ", ",", ", ")

// hasDate reports whether a text contains a date.
func hasDate(s string) bool {
	st := dateIn(s)
	return !st.IsZero() && st.Precision != gainsay.ToYear || st.Text != ""
}

// order sets the times that only other dates of the page, or its language, make
// clear: 12/07/2011 is in July if another comment is of 24/07/2011.
func (p *webPage) order() {
	order := scalar.UnknownOrder
	for _, c := range p.b.Comments {
		switch o := scalar.OrderOf(c.TimeText); {
		case o == scalar.UnknownOrder:
		case order == scalar.UnknownOrder:
			order = o
		case o != order:
			return // the page contradicts itself
		}
	}
	for _, w := range p.dates {
		if o := scalar.OrderOf(w); order == scalar.UnknownOrder {
			order = o
		} else if o != scalar.UnknownOrder && o != order {
			return
		}
	}
	if order == scalar.UnknownOrder {
		order = orderIn(p.doc.Find("html").AttrOr("lang", ""))
	}
	n := 0
	for _, c := range p.b.Comments {
		if st, ok := scalar.ParseDigits(c.TimeText, order); ok && c.Time.IsZero() {
			st.Apply(c)
			n++
		}
	}
	if n > 0 {
		p.b.Remark(0, "day and month of %d dates told apart by the other dates or the language of the page", n)
	}
}

// orderIn returns the order that a language writes. English without a country
// may be either.
func orderIn(lang string) scalar.DateOrder {
	lang = strings.ToLower(strings.ReplaceAll(lang, "_", "-"))
	main, _, _ := strings.Cut(lang, "-")
	switch {
	case lang == "en-us":
		return scalar.MonthFirst
	case main == "", lang == "en", lang == "en-ca":
		return scalar.UnknownOrder
	case strings.Contains(" zh ja ko hu lt sv fa ", " "+main+" "):
		return scalar.UnknownOrder // the year comes first
	}
	return scalar.DayFirst
}
