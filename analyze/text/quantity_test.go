package text

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/pos"
	"github.com/gainsay/gainsay/analyze/text/quantity"
	"github.com/gainsay/gainsay/analyze/text/sentence"
	"github.com/gainsay/gainsay/analyze/text/token"
)

var handToken = regexp.MustCompile(`https?://\S+|@\w+|#\w+|(?:\pL\.){2,}|(?:St|Mr|Mrs|Dr)\.|[\pL\pN]+(?:['’.,/-][\pL\pN]+)*|\S`)

// handDoc cuts a text without the package's own tokeniser, so that these
// tests hold whatever it does. Words it cannot judge have no part of speech.
func handDoc(text string) *Doc {
	d := &Doc{Text: text}
	for _, m := range handToken.FindAllStringIndex(text, -1) {
		w := text[m[0]:m[1]]
		if rest, ok := strings.CutSuffix(w, "'s"); ok && rest != "" {
			d.Tokens = append(d.Tokens, handWord(rest, m[0]), handWord("'s", m[1]-2))
			continue
		}
		d.Tokens = append(d.Tokens, handWord(w, m[0]))
	}
	first := 0
	for i, t := range d.Tokens {
		if strings.ContainsAny(t.Text[:1], ".!?") || i == len(d.Tokens)-1 {
			d.Sentences = append(d.Sentences,
				sentence.Sentence{Span: gainsay.Span{Start: d.Tokens[first].Start, End: t.End},
					First: first, Last: i + 1})
			first = i + 1
		}
	}
	return d
}

func handWord(w string, off int) token.Token {
	t := token.Token{Span: gainsay.Span{Start: off, End: off + len(w)}, Text: w,
		Lower: strings.ToLower(strings.ReplaceAll(w, "’", "'"))}
	switch {
	case strings.HasPrefix(w, "http"):
		t.POS = pos.URL
	case w[0] == '@' && len(w) > 1:
		t.POS = pos.Mention
	case w[0] == '#' && len(w) > 1:
		t.POS = pos.Hashtag
	}
	return t
}

func showQuantities(d *Doc) string {
	var out []string
	for _, q := range append(slices.Clip(d.Quantities), d.Times...) {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s=%s%.6g %s", q.In(d.Text), q.Bound, q.Value,
			q.Unit), " "))
	}
	return strings.Join(out, "; ")
}

// quantityCases give a text and its quantities as "span=value unit".
var quantityCases = []struct{ text, want string }{
	{"about 11,000 of them", "11,000=~11000"},
	{"50.000 were there", "50.000=50000"},
	{"1.500.000 euros", "1.500.000 euros=1.5e+06 €"},
	{"1,234,567 votes", "1,234,567=1.23457e+06 vote"},
	{"1,234,567.89 votes", "1,234,567.89=1.23457e+06 vote"},
	{"1.234.567,89 votes", "1.234.567,89=1.23457e+06 vote"},
	{"12,34,567 rupees", "12,34,567 rupees=1.23457e+06 ₹"},
	{"11'000 francs", "11'000=11000 franc"},
	{"0.02 of it", "0.02=0.02"},
	{"0.020 of it", "0.020=0.02"},
	{"3.14 and 1.5", "3.14=3.14; 1.5=1.5"},
	{"a rise of .5 degrees", ".5=0.5 degree"},
	{"1,5 litres", "1,5=1.5 litre"},
	{"1/3 rd of it", "1/3 rd=0.333333"},
	{"1/3rd of it", "1/3rd=0.333333"},
	{"1/3 of it", "1/3=0.333333"},
	{"a third of them", "a third=0.333333"},
	{"half of them", "half=0.5"},
	{"two thirds of them", "two thirds=0.666667"},
	{"two-thirds of them", "two-thirds=0.666667"},
	{"three quarters of it", "three quarters=0.75"},
	{"a quarter of it", "a quarter=0.25"},
	{"one third of it", "one third=0.333333"},
	{"2½ of them", "2½=2.5"},
	{"326 of them", "326=326"},
	{"3,200 civilians", "3,200=3200 civilian"},
	{"50k people", "50k=50000 person"},
	{"1.5 million people", "1.5 million=1.5e+06 person"},
	{"1.125 million people", "1.125 million=1.125e+06 person"},
	{"2bn", "2bn=2e+09"},
	{"50m people", "50m=5e+07 person"},
	{"300m away", "300m=300 m"},
	{"30km from here", "30km=30 km"},
	{"ten thousand soldiers", "ten thousand=10000 soldier"},
	{"two hundred and fifty tanks", "two hundred and fifty=250 tank"},
	{"twenty-five thousand", "twenty-five thousand=25000"},
	{"three million two hundred thousand and one", "three million two hundred thousand and one=3.2e+06"},
	{"a hundred cases", "a hundred=100 case"},
	{"half a million", "half a million=500000"},
	{"a million dollars", "a million dollars=1e+06 $"},
	{"two dozen eggs", "two dozen=24 egg"},
	{"50%", "50%=50 %"},
	{"50 %", "50 %=50 %"},
	{"50 percent of it", "50 percent=50 %"},
	{"50 per cent of it", "50 per cent=50 %"},
	{"fifty percent of it", "fifty percent=50 %"},
	{"12.345% of it", "12.345%=12.345 %"},
	{"$11752 a month", "$11752=11752 $"},
	{"97$ an hour", "97$=97 $"},
	{"€0.02 each", "€0.02=0.02 €"},
	{"$5m", "$5m=5e+06 $"},
	{"$2.5 billion", "$2.5 billion=2.5e+09 $"},
	{"US$40", "US$40=40 $"},
	{"£3,000", "£3,000=3000 £"},
	{"30 euros", "30 euros=30 €"},
	{"between 9,000 and 11,000", "9,000=9000; 11,000=11000"},
	{"9,000-11,000", "9,000=9000; 11,000=11000"},
	{"9,000–11,000 of them", "9,000=9000; 11,000=11000"},
	{"in 2019", "2019=2019 year"},
	{"since 1998 it has", "1998=1998 year"},
	{"In 2019 people left", "2019=2019 year"},
	{"by 2000 votes", "2000=2000 vote"},
	{"from 2014 to 2018", "2014=2014 year; 2018=2018 year"},
	{"in 2014-2018", "2014=2014 year; 2018=2018 year"},
	{"mid-2016", "2016=2016 year"},
	{"until 2021.", "2021=2021 year"},
	{"June 2017", "June 2017=2.01706e+07 date"},
	{"4 May 2018", "4 May 2018=2.01805e+07 date"},
	{"May 4", "May 4=504 date"},
	{"May 4th, 2018", "May 4th, 2018=2.01805e+07 date"},
	{"the 4th of July", "4th of July=704 date"},
	{"Sept. 11, 2001", "Sept. 11, 2001=2.00109e+07 date"},
	{"2017-06-30", "2017-06-30=2.01706e+07 date"},
	{"30.06.2017", "30.06.2017=2.01706e+07 date"},
	{"6/30/2017", "6/30/2017=2.01706e+07 date"},
	{"you may 4 times", "4=4"},
	{"In June 30 people came", "June=600 date; 30=30 person"},
	{"a 5-year plan", "5=5 year"},
	{"1. First\n2. Second", ""},
	{"> 3) third", ""},
	{"the F-16 and the MiG29", ""},
	{"COVID-19", ""},
	{"see http://x.org/2017/06/11000 now", ""},
	{"@user99 said", ""},
	{"#2017 tag", ""},
	{"version 1.2.3 runs", ""},
	{"127.0.0.1", ""},
	{"agent 007", ""},
	{"24/7 and 9/11", ""},
	{"at 10:30 today", "10:30=630 time; today=0 relative day"},
	{"call 555-123-4567", ""},
	{"the 3rd time", "3rd=3 ordinal"},
	{"one of them", ""},
	{"half-baked idea", ""},
	{"the second half", ""},
	{"a third party", ""},
	{"a year and a half ago", ""},
	{"back in the 50s", "50s=1950 decade"},
	{"millions of them", ""},
	{"4chan", ""},
	{"in her 50s", ""},
	{"in the 1990s", "1990s=1990 decade"},
	{"the early '90s", "90s=1990 decade"},
	{"in the 20th century", "20th century=20 century"},
	{"19th-century maps", "19th-century=19 century"},
	{"she came 2nd", "2nd=2 ordinal"},
	{"since March it has", "March=300 date"},
	{"a march in spring", ""},
	{"in '98 it fell", "98=1998 year"},
	{"the war of 1939-45", "1939=1939 year; 45=1945 year"},
	{"20-30 people", "20=20 person; 30=30 person"},
	{"20 to 30 people", "20=20 person; 30=30 person"},
	{"between 5 and 10 percent", "5=5 %; 10 percent=10 %"},
	{"5-10%", "5=5 %; 10%=10 %"},
	{"$3-5 billion", "$3=3e+09 $; 5 billion=5e+09 $"},
	{"3 to 5 million people", "3=3e+06 person; 5 million=5e+06 person"},
	{"500 to 2 million people", "500=500 person; 2 million=2e+06 person"},
	{"5 of it and 10 people", "5=5; 10=10 person"},
	{"more than 400 of them", "400=>400"},
	{"over 9000 of them", "9000=>9000"},
	{"no more than 400 of them", "400=<400"},
	{"at least 30 houses", "30=>30 house"},
	{"up to 30 houses", "30=<30 house"},
	{"under £500", "£500=<500 £"},
	{"nearly 90% of them", "90%=~90 %"},
	{"~500 people", "500=~500 person"},
	{"100,000+ people", "100,000+=>100000 person"},
	{"$100+ million", "$100+ million=>1e+08 $"},
	{"over 3 in 5 people", "3 in 5=>0.6 person"},
	{"€1.2-1.5bn", "€1.2=1.2e+09 €; 1.5bn=1.5e+09 €"},
	{"10-15k people", "10=10000 person; 15k=15000 person"},
	{"200 or so", "200=~200"},
	{"one in five children", "one in five=0.2 child"},
	{"1 in 5 children", "1 in 5=0.2 child"},
	{"3 out of 4 doctors", "3 out of 4=0.75 doctor"},
	{"he scored 5 in 10 minutes", "5=5; 10=10 minute"},
	{"it cost $3bn", "$3bn=3e+09 $"},
	{"a £1.5m house", "£1.5m=1.5e+06 £"},
	{"€2,5 Mrd", "€2,5 Mrd=2.5e+09 €"},
	{"1.5 m people", "1.5 m=1.5e+06 person"},
	{"3x as many", "3x=3 x"},
	{"it was -5 degrees", "-5=-5 degree"},
	{"minus 5 degrees", "minus 5=-5 degree"},
	{"- 5 people", "5=5 person"},
	{"at 21°C", "21°C=21 degree"},
	{"two and a half years", "two and a half=2.5 year"},
	{"one and a half million", "one and a half million=1.5e+06"},
	{"a million and a half", "a million and a half=1.5e+06"},
	{"a quarter of a million", "a quarter of a million=250000"},
	{"at 7.30pm sharp", "7.30pm=1170 time"},
	{"at 7 p.m. sharp", "7 p.m.=1140 time"},
	{"until 12am", "12am=0 time"},
	{"at 25:70", ""},
	{"last year it flooded", "last year=-1 relative year"},
	{"next month or tomorrow", "next month=1 relative month; tomorrow=1 relative day"},
	{"the last time", ""},
	{"three years ago", "three=3 year; three years ago=-3 relative year"},
	{"half a dozen of them", "half a dozen=6"},
	{"a dozen eggs", "a dozen=12 egg"},
	{"10k followers", "10k=10000 follower"},
	{"no figures at all", ""},
	{"", ""},
}

func TestFindQuantities(t *testing.T) {
	if len(quantityCases) < 80 {
		t.Fatalf("%d cases, want 80 or more", len(quantityCases))
	}
	for _, c := range quantityCases {
		d := handDoc(c.text)
		d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, lexemes.OfTokens(nil, d.Tokens))
		for _, d := range []*Doc{d, Parse(c.text)} {
			if got := showQuantities(d); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
			checkSpans(t, d)
		}
	}
}

// checkSpans holds the quantities and entities of d to their contract.
func checkSpans(t *testing.T, d *Doc) {
	t.Helper()
	var quantities, times, entities []gainsay.Span
	for _, q := range d.Quantities {
		quantities = append(quantities, q.Span)
	}
	for _, q := range d.Times {
		times = append(times, q.Span)
	}
	for _, e := range d.Entities {
		entities = append(entities, e.Span)
		if e.Name == "" || e.Type == "" {
			t.Errorf("%q: entity %+v without name or type", d.Text, e)
		}
	}
	for _, spans := range [][]gainsay.Span{quantities, times, entities} {
		end := 0
		for _, s := range spans {
			if !s.Valid(len(d.Text)) || s.Len() == 0 || s.Start < end || !boundary(d.Text, s.Start) ||
				!boundary(d.Text, s.End) {
				t.Errorf("%q: span %v invalid or out of order", d.Text, s)
			}
			end = s.End
		}
	}
}

type sameCase struct {
	a, b quantity.Quantity
	want bool
}

var boundCases = []sameCase{
	{quantity.Quantity{Value: 9000, Bound: quantity.MoreThan}, quantity.Quantity{Value: 9400}, true},
	{quantity.Quantity{Value: 9000, Bound: quantity.MoreThan}, quantity.Quantity{Value: 20000}, false},
	{quantity.Quantity{Value: 9000, Bound: quantity.MoreThan}, quantity.Quantity{Value: 8000}, false},
	{quantity.Quantity{Value: 500, Bound: quantity.About}, quantity.Quantity{Value: 540}, true},
	{quantity.Quantity{Value: 500, Bound: quantity.About}, quantity.Quantity{Value: 560}, false},
	{quantity.Quantity{Value: 500, Bound: quantity.LessThan}, quantity.Quantity{Value: 430}, true},
	{quantity.Quantity{Value: 500, Bound: quantity.LessThan}, quantity.Quantity{Value: 510}, false},
	{quantity.Quantity{Value: 50, Unit: "%", Bound: quantity.About}, quantity.Quantity{Value: .53}, true},
	{quantity.Quantity{Value: 1990, Unit: "decade"}, quantity.Quantity{Value: 1994, Unit: "year"}, true},
	{quantity.Quantity{Value: 1990, Unit: "decade"}, quantity.Quantity{Value: 2004, Unit: "year"}, false},
	{quantity.Quantity{Value: 3, Unit: "ordinal"}, quantity.Quantity{Value: 3}, false},
	{quantity.Quantity{Value: 1140, Unit: "time"}, quantity.Quantity{Value: 1140}, false},
	{quantity.Quantity{Value: -1, Unit: "relative year"},
		quantity.Quantity{Value: -1, Unit: "relative year"}, true},
	{quantity.Quantity{Value: -5, Unit: "degree"}, quantity.Quantity{Value: 5, Unit: "degree"}, false},
}

func TestQuantitySame(t *testing.T) {
	q := func(v float64, unit string) quantity.Quantity { return quantity.Quantity{Value: v, Unit: unit} }
	cases := []sameCase{
		{q(11000, ""), q(11000, "civilian"), true},
		{q(11000, "soldier"), q(11000, "civilian"), false},
		{q(11000, ""), q(11040, ""), true},
		{q(11000, ""), q(12000, ""), false},
		{q(50, "%"), q(.5, ""), true},
		{q(33.3, "%"), q(1./3, ""), true},
		{q(50, "%"), q(50, "person"), false},
		{q(50, "$"), q(50, "€"), false},
		{q(2017, "year"), q(20170630, "date"), true},
		{q(2016, "year"), q(20170630, "date"), false},
		{q(20170600, "date"), q(20170630, "date"), true},
		{q(20170500, "date"), q(20170630, "date"), false},
		{q(504, "date"), q(20180504, "date"), true},
		{q(504, "date"), q(2018, "year"), false},
		{q(5, "year"), q(5, "year"), true},
		{q(504, ""), q(504, "date"), false},
		{q(2017, ""), q(2017, "year"), true},
		{q(0, ""), q(0, ""), true},
	}
	for _, c := range append(cases, boundCases...) {
		if c.a.Same(c.b) != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("Same(%v, %v) = %v, %v, want %v", c.a, c.b, c.a.Same(c.b), c.b.Same(c.a), c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range quantityCases {
		f.Add(c.text)
	}
	for _, c := range entityCases {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkSpans(t, Parse(text))
	})
}
