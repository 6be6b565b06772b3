package text

// An abbreviation says by its kind whether the sentence may end with it.
type abbreviation uint8

const (
	beforeName   abbreviation = iota + 1 // a name, number or example follows: "Mr.", "vs."
	beforeFigure                         // an abbreviation only before a figure: "No. 5"
	mayEnd                               // ends a sentence before a word that opens one: "Inc. The"
	oftenEnds                            // ends a sentence before a capital: "etc. Nobody"
)

var abbreviations = map[string]abbreviation{
	"mr": beforeName, "mrs": beforeName, "ms": beforeName, "dr": beforeName, "prof": beforeName, "st": beforeName,
	"gen": beforeName, "col": beforeName, "lt": beforeName, "sgt": beforeName, "capt": beforeName, "sen": beforeName,
	"rep": beforeName, "gov": beforeName, "pres": beforeName, "hon": beforeName, "rev": beforeName, "maj": beforeName,
	"cmdr": beforeName, "adm": beforeName, "mt": beforeName, "vs": beforeName, "approx": beforeName, "fig": beforeName,
	"cf": beforeName, "ca": beforeName, "eg": beforeName, "ie": beforeName, "viz": beforeName, "messrs": beforeName,
	"mme": beforeName, "mlle": beforeName, "incl": beforeName, "avg": beforeName, "ft": beforeName,
	"sr": mayEnd, "jr": mayEnd, "vol": mayEnd, "dept": mayEnd, "est": mayEnd, "inc": mayEnd, "ltd": mayEnd, "corp": mayEnd,
	"co": mayEnd, "al": mayEnd, "jan": mayEnd, "feb": mayEnd, "aug": mayEnd, "sept": mayEnd, "oct": mayEnd, "nov": mayEnd,
	"dec": mayEnd, "bros": mayEnd, "ave": mayEnd, "blvd": mayEnd, "esq": mayEnd, "assn": mayEnd, "univ": mayEnd,
	"etc": oftenEnds,
	"no":  beforeFigure, "nr": beforeFigure, "nos": beforeFigure, "art": beforeFigure, "pp": beforeFigure, "p": beforeFigure,
	"pg": beforeFigure, "ch": beforeFigure, "sec": beforeFigure, "para": beforeFigure, "apr": beforeFigure, "mar": beforeFigure,
	"jun": beforeFigure, "jul": beforeFigure, "sep": beforeFigure, "max": beforeFigure, "min": beforeFigure, "c": beforeFigure,
}

// abbreviationOf returns the kind of abbreviation t is with its stop, or 0.
func abbreviationOf(t *Token) abbreviation {
	n := len(t.Lower) - 1
	if n < 1 || t.Lower[n] != '.' || !asciiLetter(t.Lower[0]) {
		return 0
	}
	switch low := t.Lower[:n]; {
	case n == 1 || low == "e.g" || low == "i.e" || low == "p.s" || low == "p.p.s":
		return beforeName
	case low == "a.m" || low == "p.m":
		return oftenEnds
	case abbreviations[low] != 0:
		return abbreviations[low]
	}
	return mayEnd // letters with stops
}

// opener are words that, with a capital, begin a sentence even after an
// abbreviation: hardly any is part of a name.
var opener = setOf(
	"i", "you", "he", "she", "it", "we", "they", "the", "this", "that", "but", "so", "and", "if", "no", "yes", "what", "why", "who", "how",
	"there", "its", "my", "your", "his", "her", "their", "our", "these", "those", "a", "an", "in", "on", "at", "when", "do", "does", "did",
	"dont", "also", "as", "for", "just", "maybe", "not", "now", "or", "then", "here", "some", "all", "even", "after", "before", "while",
	"where", "because", "since", "with", "from", "to", "let", "have", "has", "is", "are", "was", "were", "would", "can", "could", "should",
	"please", "thanks", "however", "still", "yeah", "well", "one", "most", "many", "nothing", "nobody", "everyone", "everybody", "which",
	"any", "only", "perhaps", "yet", "both", "each", "every", "more", "until", "once", "oh", "ok", "okay", "although", "though", "despite",
)
