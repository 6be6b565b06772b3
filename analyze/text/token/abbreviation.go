package token

import (
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Abbreviation is a kind of abbreviation by whether a sentence may end with it.
type Abbreviation uint8

const (
	BeforeName   Abbreviation = iota + 1 // a name, number or example follows: "Mr.", "vs."
	beforeFigure                         // an abbreviation only before a figure: "No. 5"
	MayEnd                               // ends a sentence before a word that opens one: "Inc. The"
	OftenEnds                            // ends a sentence before a capital: "etc. Nobody"
)

var abbreviations = map[string]Abbreviation{
	"mr": BeforeName, "mrs": BeforeName, "ms": BeforeName, "dr": BeforeName, "prof": BeforeName,
	"st":  BeforeName,
	"gen": BeforeName, "col": BeforeName, "lt": BeforeName, "sgt": BeforeName, "capt": BeforeName,
	"sen": BeforeName,
	"rep": BeforeName, "gov": BeforeName, "pres": BeforeName, "hon": BeforeName, "rev": BeforeName,
	"maj":  BeforeName,
	"cmdr": BeforeName, "adm": BeforeName, "mt": BeforeName, "vs": BeforeName, "approx": BeforeName,
	"fig": BeforeName,
	"cf":  BeforeName, "ca": BeforeName, "eg": BeforeName, "ie": BeforeName, "viz": BeforeName,
	"messrs": BeforeName,
	"mme":    BeforeName, "mlle": BeforeName, "incl": BeforeName, "avg": BeforeName, "ft": BeforeName,
	"sr": MayEnd, "jr": MayEnd, "vol": MayEnd, "dept": MayEnd, "est": MayEnd, "inc": MayEnd, "ltd": MayEnd,
	"corp": MayEnd,
	"co":   MayEnd, "al": MayEnd, "jan": MayEnd, "feb": MayEnd, "aug": MayEnd, "sept": MayEnd, "oct": MayEnd,
	"nov": MayEnd,
	"dec": MayEnd, "bros": MayEnd, "ave": MayEnd, "blvd": MayEnd, "esq": MayEnd, "assn": MayEnd,
	"univ": MayEnd,
	"etc":  OftenEnds,
	"no":   beforeFigure, "nr": beforeFigure, "nos": beforeFigure, "art": beforeFigure, "pp": beforeFigure,
	"p":  beforeFigure,
	"pg": beforeFigure, "ch": beforeFigure, "sec": beforeFigure, "para": beforeFigure, "apr": beforeFigure,
	"mar": beforeFigure,
	"jun": beforeFigure, "jul": beforeFigure, "sep": beforeFigure, "max": beforeFigure, "min": beforeFigure,
	"c": beforeFigure,
}

// AbbreviationOf returns the kind of abbreviation t is with its stop, or 0.
func AbbreviationOf(t *Token) Abbreviation {
	n := len(t.Lower) - 1
	if n < 1 || t.Lower[n] != '.' || !chars.IsLetter(t.Lower[0]) {
		return 0
	}
	switch low := t.Lower[:n]; {
	case n == 1 || low == "e.g" || low == "i.e" || low == "p.s" || low == "p.p.s":
		return BeforeName
	case low == "a.m" || low == "p.m":
		return OftenEnds
	case abbreviations[low] != 0:
		return abbreviations[low]
	}
	return MayEnd // letters with stops
}

// Opener are words that, with a capital, begin a sentence even after an
// abbreviation: hardly any is part of a name.
var Opener = wordlist.Set("i you he she it we they the this that but so and if no yes what why who how there its my " +
	"your his her their our these those a an in on at when do does did dont also as for just " +
	"maybe not now or then here some all even after before while where because since with from to " +
	"let have has is are was were would can could should please thanks however still yeah well " +
	"one most many nothing nobody everyone everybody which any only perhaps yet both each every " +
	"more until once oh ok okay although though despite")
