package eval

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// Case is a test case of a functional suite (CheckList, Ribeiro et al. 2020): a
// text and what a scorer, or the whole analysis, must predict for it.
type Case struct {
	Phenomenon string `json:"phenomenon"` // such as "negated insult"
	Task       string `json:"task"`       // of a scorer, or TaskMarks
	Model      string `json:"model"`      // "" for the first one of the task
	Want       string `json:"want"`       // class or finding (see findings); after "not ", any other
	Row               // the text and its context; no label is needed
}

// TaskMarks is the task of cases for the whole analysis rather than a scorer.
const TaskMarks = "marks"

// ReadCase decodes a line of a suite. It fails if a required field is missing.
func ReadCase(line []byte) (Case, error) {
	var c Case
	if err := json.Unmarshal(line, &c); err != nil {
		return c, fmt.Errorf("read case: %w", err)
	}
	if c.Phenomenon == "" || c.Task == "" || c.Want == "" || c.Text == "" {
		return c, fmt.Errorf("read case: phenomenon, task, want or text is missing")
	}
	return c, nil
}

// Outcome is the result of a case.
type Outcome struct {
	Case
	Label  string             `json:"label"` // predicted; for TaskMarks all findings, separated by blanks
	Scores map[string]float64 `json:"scores"`
	Passed bool               `json:"passed"`
}

// Run runs a case. get returns the model of a name, run analyses a thread. It
// fails if either does, and on an unknown model or class.
func (c Case) Run(get func(name string) (*score.Model, error), find Finder, run Analyzer) (Outcome, error) {
	if c.Task == TaskMarks {
		return c.runMarks(run)
	}
	declared := score.ForTask(c.Task)
	i := slices.IndexFunc(declared, func(d score.Declaration) bool {
		return c.Model == "" || d.Name == c.Model
	})
	if i < 0 {
		return Outcome{}, fmt.Errorf("case %q: no model %q for task %q", c.Phenomenon, c.Model, c.Task)
	}
	class, not := cutNegation(c.Want)
	if !slices.Contains(declared[i].Classes, class) {
		return Outcome{}, fmt.Errorf("case %q: wants %q, not one of %q", c.Phenomenon, class, declared[i].Classes)
	}
	m, err := get(declared[i].Name)
	if err != nil {
		return Outcome{}, err
	}
	p := newPrediction(m.Classes, m.Score(&score.Extractor{}, c.input(find)))
	return Outcome{c, p.Label, p.Scores, (p.Label == class) != not}, nil
}

// runMarks runs the whole analysis on the text, as a reply to its parent if it
// has one.
func (c Case) runMarks(run Analyzer) (Outcome, error) {
	a, err := run(c.thread())
	if err != nil {
		return Outcome{}, err
	}
	want, not := cutNegation(c.Want)
	o := Outcome{Case: c, Scores: map[string]float64{}, Passed: not}
	for _, f := range findings(a) {
		if o.Scores[f.name] = max(o.Scores[f.name], f.score); f.name == want {
			o.Passed = !not
		}
	}
	o.Label = strings.Join(slices.Sorted(maps.Keys(o.Scores)), " ")
	return o, nil
}

// finding is what an analysis found in the comment of a row.
type finding struct {
	name  string
	score float64
}

// findings lists what an analysis found in the comment of a row: "<tag>",
// "<tag>/<kind>" and "<tag>@<kind of target>" for its annotations,
// "status:<status>" for its assertions.
func findings(a *gainsay.Analysis) []finding {
	var out []finding
	for _, m := range a.Annotations {
		if m.Comment != rowComment {
			continue
		}
		out = append(out, finding{string(m.Tag), m.Score})
		if m.Kind != "" {
			out = append(out, finding{string(m.Tag) + "/" + m.Kind, m.Score})
		}
		if at, _, ok := strings.Cut(m.Target, ":"); ok {
			out = append(out, finding{string(m.Tag) + "@" + at, m.Score})
		}
	}
	for _, s := range a.Assertions {
		if s.Comment == rowComment {
			out = append(out, finding{"status:" + string(s.Status), s.Notable})
		}
	}
	return out
}

// cutNegation removes "not " from an expectation and reports whether it was
// there.
func cutNegation(want string) (class string, not bool) {
	return strings.CutPrefix(want, "not ")
}

// Rate is the pass rate of the cases of a phenomenon.
type Rate struct {
	Phenomenon string    `json:"phenomenon"`
	Task       string    `json:"task"`
	Cases      int       `json:"cases"`
	Passed     int       `json:"passed"`
	Share      float64   `json:"share"` // passed, 0 to 1
	Failures   []Outcome `json:"failures"`
}

// Rates groups outcomes by task and phenomenon, in order of first occurrence.
func Rates(outcomes []Outcome) []Rate {
	var out []Rate
	for _, o := range outcomes {
		i := slices.IndexFunc(out, func(r Rate) bool { return r.Phenomenon == o.Phenomenon && r.Task == o.Task })
		if i < 0 {
			i = len(out)
			out = append(out, Rate{Phenomenon: o.Phenomenon, Task: o.Task})
		}
		r := &out[i]
		r.Cases++
		if o.Passed {
			r.Passed++
		} else {
			r.Failures = append(r.Failures, o)
		}
		r.Share = ratio(r.Passed, r.Cases)
	}
	return out
}
