package text

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/analyze/text/entity"
	"github.com/gainsay/gainsay/analyze/text/quantity"
	"github.com/gainsay/gainsay/internal/cpu"
)

func showEntities(d *Doc) string {
	var out []string
	for _, e := range d.Entities {
		out = append(out, fmt.Sprintf("%s=%s/%s", e.In(d.Text), e.Name, e.Type))
	}
	return strings.Join(out, "; ")
}

// entityCases give a text and its entities as "span=name/type". The names of
// persons are invented.
var entityCases = []struct{ text, want string }{
	{"the russian jets", "russian jets=Russia/country"},
	{"RUSSIA did it", "RUSSIA=Russia/country"},
	{"Its Mosul Russia didnt Do shit There", "Mosul=Mosul/city; Russia=Russia/country"},
	{"the RUSSIAN AIR FORCE bombed it", "RUSSIAN AIR FORCE=Russia/country"},
	{"Russia's air force bombed it", "Russia's air force=Russia/country"},
	{"the Iraqi army and police", "Iraqi army=Iraq/country"},
	{"french special forces", ""},
	{"French special forces", "French special forces=France/country"},
	{"the us of a thing gave us hope", ""},
	{"they told us so", ""},
	{"the US said so", "US=United States/country"},
	{"the U.S. said so", "U.S.=United States/country"},
	{"the u.s. said so", "u.s.=United States/country"},
	{"the USA and the UK", "USA=United States/country; UK=United Kingdom/country"},
	{"PLEASE GIVE THIS BACK TO US", ""},
	{"please tell US more", ""},
	{"the US-led coalition", "US=United States/country"},
	{"in the USSR and the UAE", "USSR=Soviet Union/country; UAE=United Arab Emirates/country"},
	{"many Saudis agree", "Saudis=Saudi Arabia/country"},
	{"americans and germans", "americans=United States/country; germans=Germany/country"},
	{"North African states", "North African=North Africa/other"},
	{"South African states", "South African=South Africa/country"},
	{"in the middle east", "middle east=Middle East/other"},
	{"a turkey sandwich", ""},
	{"they shelled Turkey again", "Turkey=Turkey/country"},
	{"Türkiye said so", "Türkiye=Turkey/country"},
	{"made of fine china", ""},
	{"made in China", "China=China/country"},
	{"my friend chad", ""},
	{"war in Chad now", "Chad=Chad/country"},
	{"then Jordan closed the border", "Jordan=Jordan/country"},
	{"said Jordan Peters", "Jordan Peters=Jordan Peters/person"},
	{"reading a book", ""},
	{"Reading a book is fun", ""},
	{"we live in Reading now", "Reading=Reading/city"},
	{"Nice try, but no", ""},
	{"the beach at Nice is fine", "Nice=Nice/city"},
	{"a mobile phone and a bath", ""},
	{"polish your shoes", ""},
	{"the Polish government fell", "Polish government=Poland/country"},
	{"the United Nations met", "United Nations=United Nations/org"},
	{"the UN met", "UN=United Nations/org"},
	{"un peu", ""},
	{"NATO and the EU", "NATO=NATO/org; EU=European Union/org"},
	{"the WHO said so", "WHO=World Health Organization/org"},
	{"but WHO are you", ""},
	{"who are you", ""},
	{"ISIS and isil and Daesh", "ISIS=Islamic State/org; isil=Islamic State/org; Daesh=Islamic State/org"},
	{"fighting IS there", "IS=Islamic State/org"},
	{"it IS true", ""},
	{"it is true", ""},
	{"Islamic State fighters", "Islamic State=Islamic State/org"},
	{"al-Qaeda and al Qaida", "al-Qaeda=al-Qaeda/org; al Qaida=al-Qaeda/org"},
	{"Hezbollah, Hamas and the taliban", "Hezbollah=Hezbollah/org; Hamas=Hamas/org; taliban=Taliban/org"},
	{"boko haram in Nigeria", "boko haram=Boko Haram/org; Nigeria=Nigeria/country"},
	{"the Associated Press reports", "Associated Press=Associated Press/org"},
	{"the AP and AFP", "AP=Associated Press/org; AFP=Agence France-Presse/org"},
	{"reuters and bbc", "reuters=Reuters/org; bbc=BBC/org"},
	{"the USAF and the RAF", "USAF=United States/country; RAF=United Kingdom/country"},
	{"the IDF struck", "IDF=Israel/country"},
	{"the Kremlin denied it", "Kremlin=Russia/country"},
	{"israel and iran", "israel=Israel/country; iran=Iran/country"},
	{"in Kiev or Kyiv", "Kiev=Kyiv/city; Kyiv=Kyiv/city"},
	{"raqqa and aleppo", "raqqa=Raqqa/city; aleppo=Aleppo/city"},
	{"in São Paulo and Sao Paulo", "São Paulo=São Paulo/city; Sao Paulo=São Paulo/city"},
	{"New York and Washington", "New York=New York City/city; Washington=Washington, D.C./city"},
	{"in Rio de Janeiro", "Rio de Janeiro=Rio de Janeiro/city"},
	{"St. Petersburg is north", "St. Petersburg=Saint Petersburg/city"},
	{"Ivory Coast and Côte d'Ivoire", "Ivory Coast=Ivory Coast/country; Côte d'Ivoire=Ivory Coast/country"},
	{"anti-Russian and pro-Iranian", "Russian=Russia/country; Iranian=Iran/country"},
	{"Moscow–Washington ties", "Moscow=Moscow/city; Washington=Washington, D.C./city"},
	{"I ate French fries", ""},
	{"African Americans vote", ""},
	{"Guinea-Bissau and Papua New Guinea",
		"Guinea-Bissau=Guinea-Bissau/country; Papua New Guinea=Papua New Guinea/country"},
	{"a guinea pig", ""},
	{"south korea and North Korea", "south korea=South Korea/country; North Korea=North Korea/country"},
	{"#Syria burns", "#Syria=Syria/country"},
	{"@Syria burns", ""},
	{"see https://x.org/Russia/US now", ""},
	{"then Mr. Hale left", "Mr. Hale=Hale/person"},
	{"Dr Hale left", "Dr Hale=Hale/person"},
	{"Prime Minister Brandt spoke", "Prime Minister Brandt=Brandt/person"},
	{"Russian President Orlov spoke", "Russian=Russia/country; President Orlov=Orlov/person"},
	{"I met Peter Hale there", "Peter Hale=Peter Hale/person"},
	{"I met Peter Hale and later Hale left", "Peter Hale=Peter Hale/person; Hale=Peter Hale/person"},
	{"but Xu Quill said so", "Xu Quill=Xu Quill/person"},
	{"according to Xu Quill it is", "Xu Quill=Xu Quill/person"},
	{"at Westfold University now", "Westfold University=Westfold University/other"},
	{"the University of Westfold now", "University of Westfold=University of Westfold/other"},
	{"a Drumlin Corrie novel", "Drumlin Corrie=Drumlin Corrie/other"},
	{"with Jack London there", "Jack London=Jack London/person"},
	{"the Brits and the Americans", "Brits=United Kingdom/country; Americans=United States/country"},
	{"a UK-based group", "UK=United Kingdom/country"},
	{"a bull in a china shop", ""},
	{"it cost US$ 40", ""},
	{"she moved to Sofia", "Sofia=Sofia/city"},
	{"UNCTAD and the ITU met", "UNCTAD=UNCTAD/org; ITU=International Telecommunication Union/org"},
	{"the ILO said so", "ILO=International Labour Organization/org"},
	{"UNIFIL troops left", "UNIFIL=UNIFIL/org"},
	{"ECOWAS sent troops", "ECOWAS=ECOWAS/org"},
	{"the Economic Community of West African States", "Economic Community of West African States=ECOWAS/org"},
	{"a swift answer from irena", ""},
	{"a quad bike and a right sector", ""},
	{"they can eco las eas", ""},
	{"YOU CAN DO THAT and I CAN too", ""},
	{"al-shabaab attacked Mogadishu", "al-shabaab=al-Shabaab/org; Mogadishu=Mogadishu/city"},
	{"the Revolutionary Guards fired", "Revolutionary Guards=Iran/country"},
	{"Ukraine's navy sank it", "Ukraine's navy=Ukraine/country"},
	{"the Chinese coast guard", "Chinese coast guard=China/country"},
	{"North Korea and S Korea", "North Korea=North Korea/country; S Korea=South Korea/country"},
	{"the Paris Club met", "Paris Club=Paris Club/org"},
	{"Swiss cheese and Brazil nuts", ""},
	{"a banana split for lunch", ""},
	{"Suddenly it rained", ""},
	{"Nothing Here Is Really Named After Anyone Today", ""},
	{"on Monday and in May", ""},
	{"", ""},
}

func TestFindEntities(t *testing.T) {
	if len(entityCases) < 80 {
		t.Fatalf("%d cases, want 80 or more", len(entityCases))
	}
	for _, c := range entityCases {
		d := handDoc(c.text)
		d.Entities = entity.Find(d.Text, d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens))
		for _, d := range []*Doc{d, Parse(c.text)} {
			if got := showEntities(d); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
			checkSpans(t, d)
		}
	}
}

// hintCases need parts of speech: a name of one word that no list knows.
var hintCases = []struct{ text, want string }{
	{"I think Halvorsen did it, and Halvorsen knows.",
		"Halvorsen=Halvorsen/person; Halvorsen=Halvorsen/person"},
	// The model takes any unknown name for a person's: a weak hint.
	{"Nobody trusts Kestrelbank anymore.", "Kestrelbank=Kestrelbank/person"},
	{"Then my wife Sofia left.", "Sofia=Sofia/person"},
	{"In the end Sofia told me.", "Sofia=Sofia/person"},
	{"Honestly, they should Fix it.", ""},
	{"Thank you. Sorry. Wait for it.", ""},
	{"She lives in Sofia now.", "Sofia=Sofia/city"},
}

func TestHintedEntities(t *testing.T) {
	for _, c := range hintCases {
		if got := showEntities(Parse(c.text)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	cases := []struct {
		name, want string
		typ        entity.Type
	}{
		{"russian", "Russia", entity.Country},
		{"Russian air force", "Russia", entity.Country},
		{"the us", "United States", entity.Country},
		{"U.S.", "United States", entity.Country},
		{"turkey", "Turkey", entity.Country},
		{"reading", "Reading", entity.City},
		{"MOSUL", "Mosul", entity.City},
		{"daesh", "Islamic State", entity.Org},
		{"guardian", "The Guardian", entity.Org},
		{"north african", "North Africa", entity.Other},
		{"french fries", "", ""},
		{"nothing such", "", ""},
		{"", "", ""},
	}
	for _, c := range cases {
		name, typ, ok := entity.Canonical(c.name)
		if name != c.want || typ != c.typ || ok != (c.want != "") {
			t.Errorf("Canonical(%q) = %q, %q, %v, want %q, %q", c.name, name, typ, ok, c.want, c.typ)
		}
	}
}

func TestEntitiesDeterministic(t *testing.T) {
	var all []string
	for _, c := range entityCases {
		all = append(all, c.text)
	}
	a, b := handDoc(strings.Join(all, ". ")), handDoc(strings.Join(all, ". "))
	for _, d := range []*Doc{a, b} {
		d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, lexemes.OfTokens(nil, d.Tokens))
		d.Entities = entity.Find(d.Text, d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens))
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs differ")
	}
}

// TestLongRuns fails by its time limit where a step is quadratic.
func TestLongRuns(t *testing.T) {
	for _, unit := range []string{"9", "X", "Paris ", "Mr Xx ", "US Army ", "5-", "last ", "1 in ",
		"10:30 ", "and a half ", "of a ", "1. ", "1,", "1-", "a.", "a-", "Xx de ", "Xx ", "half a million ",
		"hundred and ", "U.S.", "1/", "9:", "the ", "'s", "x_1", "Mr. ", "(((", "1 ", "of Bank "} {
		d := handDoc(strings.Repeat(unit, 100_000/len(unit)))
		took := cpu.Time(func() {
			d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, lexemes.OfTokens(nil, d.Tokens))
			d.Entities = entity.Find(d.Text, d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens))
		})
		if took > 2*time.Second {
			t.Errorf("%q repeated took %v", unit, took)
		}
		checkSpans(t, d)
	}
}
