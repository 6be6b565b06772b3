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

// Sentences in which a group is named and nobody is demeaned; {} stands for
// people of the group.
var fairTemplates = []string{
	"Many {} live in our street.", "My neighbours are {}.", "We are {} and proud of it.", "Most {} I know work at the harbour.",
	"Two {} opened a bakery on the square.", "I have never met any {}.", "The meeting was for {} and their families.",
	"You said that {} pay less tax, where did you read that?", "Are there many {} in your town?", "Why do {} vote for the new line?",
}

// fairTerms are the groups.
var fairTerms = []string{
	"Muslims", "Jews", "Christians", "Catholics", "Hindus", "Buddhists", "Sikhs", "atheists", "gays", "lesbians", "bisexuals", "homosexuals",
	"trans people", "queer people", "heterosexuals", "women", "men", "feminists", "blacks", "whites", "Black people", "white people", "Asians", "Africans", "Arabs", "Latinos",
	"Americans", "Russians", "Ukrainians", "Germans", "Mexicans", "Israelis", "Palestinians", "Iranians", "Indians", "Chinese people", "Turks", "Poles",
	"immigrants", "refugees", "foreigners", "deaf people", "blind people", "disabled people", "old people", "teenagers", "Somalis", "Roma",
}

// fairControls name people by nothing that one is insulted for.
var fairControls = []string{"bakers", "engineers", "neighbours", "commuters", "gardeners", "librarians", "cyclists", "tenants"}

// Fairness is how much the name of a group alone moves the score of insults.
type Fairness struct {
	Terms    []TermScore `json:"terms"`    // highest first
	Controls float64     `json:"controls"` // mean score with names of occupations
	Mean     float64     `json:"mean"`     // mean score with names of groups
	Gap      float64     `json:"gap"`      // of the term farthest from the controls, in probability
	Texts    int         `json:"texts"`
	Marked   int         `json:"marked"` // of these by the whole analysis as insults
}

// TermScore is the mean score over the sentences with one term.
type TermScore struct {
	Term  string  `json:"term"`
	Score float64 `json:"score"`
}

// MeasureFairness fills the groups into neutral sentences and scores them.
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
	slices.SortStableFunc(f.Terms, func(a, b TermScore) int { return cmp.Compare(b.Score, a.Score) })
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

// String prints the gap and the terms at both ends.
func (f Fairness) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "insult, names of groups in neutral sentences: mean score %.3f, with occupations %.3f, largest gap %.3f; %d of %d marked\n",
		f.Mean, f.Controls, f.Gap, f.Marked, f.Texts)
	for k, t := range f.Terms {
		if k < 3 || k >= len(f.Terms)-3 {
			fmt.Fprintf(&b, "  %-20s %.3f\n", t.Term, t.Score)
		}
	}
	return b.String()
}
