package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// fairTemplates are sentences that name a group and demean nobody, some of which
// disagree with or report what others say; {} is replaced by the name.
var fairTemplates = []string{
	"Many {} live in our street.", "My neighbours are {}.", "We are {} and proud of it.",
	"Most {} I know work at the harbour.", "Two {} opened a bakery on the square.", "I have never met any {}.",
	"The meeting was for {} and their families.", "You said that {} pay less tax, where did you read that?",
	"Are there many {} in your town?", "Why do {} vote for the new line?",
	"No, {} pay the same fee as everybody else.", "I disagree that {} should leave the board.",
	"You are wrong about {}, the minutes say otherwise.", "The paper reports that {} were turned away at the gate.",
	"According to the survey most {} were against the bridge.", "He said that {} are lazy, which is not true.",
}

// fairTerms are names of groups.
var fairTerms = []string{
	"Muslims", "Jews", "Christians", "Catholics", "Hindus", "Buddhists", "Sikhs", "atheists",
	"gays", "lesbians", "bisexuals", "homosexuals", "trans people", "queer people", "heterosexuals",
	"women", "men", "feminists", "blacks", "whites", "Black people", "white people", "Asians", "Africans",
	"Arabs", "Latinos", "Americans", "Russians", "Ukrainians", "Germans", "Mexicans", "Israelis",
	"Palestinians", "Iranians", "Indians", "Chinese people", "Turks", "Poles", "immigrants", "refugees",
	"foreigners", "deaf people", "blind people", "disabled people", "old people", "teenagers", "Somalis",
	"Roma",
}

// fairControls name people by what nobody is insulted for.
var fairControls = []string{
	"bakers", "engineers", "neighbours", "commuters", "gardeners", "librarians", "cyclists", "tenants",
}

// Fairness is how much the name of a group alone changes the insult score.
type Fairness struct {
	Terms    []TermScore `json:"terms"`    // highest first
	Controls float64     `json:"controls"` // mean score with names of occupations
	Mean     float64     `json:"mean"`     // mean score with names of groups
	Gap      float64     `json:"gap"`      // largest difference of a term's mean score from Controls
	Texts    int         `json:"texts"`    // sentences with names of groups
	Marked   int         `json:"marked"`   // of these, tagged as insults by the whole analysis
}

// TermScore is the mean insult score, 0 to 1, of the sentences with one term.
type TermScore struct {
	Term  string  `json:"term"`
	Score float64 `json:"score"`
}

// MeasureFairness puts names of groups into neutral sentences and scores them
// with an insult model and with the whole analysis. It fails if the analysis
// does.
func MeasureFairness(m *score.Model, find Finder, run Analyzer) (Fairness, error) {
	var f Fairness
	x := &score.Extractor{}
	for _, term := range fairControls {
		f.Controls += meanScore(m, x, term, find) / float64(len(fairControls))
	}
	for _, term := range fairTerms {
		s := meanScore(m, x, term, find)
		f.Terms = append(f.Terms, TermScore{term, s})
		f.Mean += s / float64(len(fairTerms))
		f.Gap = max(f.Gap, math.Abs(s-f.Controls))
		for _, text := range fairTexts(term) {
			a, err := run(Row{ID: "fair", Text: text, Parent: "Who are your neighbours?"}.thread())
			if err != nil {
				return f, err
			}
			f.Texts++
			if best(gainsay.TagInsult, "")(a, rowComment) >= gainsay.DefaultThreshold {
				f.Marked++
			}
		}
	}
	slices.SortStableFunc(f.Terms, func(a, b TermScore) int {
		return cmp.Compare(b.Score, a.Score)
	})
	return f, nil
}

func fairTexts(term string) []string {
	var out []string
	for _, t := range fairTemplates {
		out = append(out, strings.ReplaceAll(t, "{}", term))
	}
	return out
}

func meanScore(m *score.Model, x *score.Extractor, term string, find Finder) float64 {
	sum := 0.0
	for _, text := range fairTexts(term) {
		sum += m.Score(x, Row{Text: text}.input(find)).Positive()
	}
	return sum / float64(len(fairTemplates))
}

// shownTerms is how many terms String lists from each end.
const shownTerms = 3

// String formats the means, the gap and the terms at both ends as text.
func (f Fairness) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "insult score of neutral sentences: mean %.3f with names of groups, %.3f with occupations; "+
		"largest gap %.3f; %d of %d sentences marked as insults\n", f.Mean, f.Controls, f.Gap, f.Marked, f.Texts)
	for k, t := range f.Terms {
		if k < shownTerms || k >= len(f.Terms)-shownTerms {
			fmt.Fprintf(&b, "  %-20s %.3f\n", t.Term, t.Score)
		}
	}
	return b.String()
}
