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

// Case is one example of a functional suite: a text and what a scorer, or
// the whole analysis, must say of it.
type Case struct {
	Phenomenon string `json:"phenomenon"` // "negated insult"
	Task       string `json:"task"`       // of a scorer; "marks" for the whole analysis
	Model      string `json:"model"`      // "" for the first of the task
	Want       string `json:"want"`       // the class, or what wanted says of marks; with "not " before it any other
	Row               // the text and what stands around it; no label is needed
}

// TaskMarks is the task of cases that the whole analysis must answer.
const TaskMarks = "marks"

// ReadCase reads a line of a suite.
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

// Outcome is what a scorer said of a case.
type Outcome struct {
	Case
	Label  string             `json:"label"`
	Scores map[string]float64 `json:"scores"`
	Passed bool               `json:"passed"`
}

// Try runs a case. get returns the model of a name, run analyses a thread.
func (c Case) Try(get func(name string) (*score.Model, error), find Finder, run Analyzer) (Outcome, error) {
	if c.Task == TaskMarks {
		return c.tryMarks(run)
	}
	declared := score.ForTask(c.Task)
	i := slices.IndexFunc(declared, func(d score.Declaration) bool { return c.Model == "" || d.Name == c.Model })
	if i < 0 {
		return Outcome{}, fmt.Errorf("case %q: no model %q of task %q", c.Phenomenon, c.Model, c.Task)
	}
	class, not := cutNot(c.Want)
	if !slices.Contains(declared[i].Classes, class) {
		return Outcome{}, fmt.Errorf("case %q: wants %q, which is none of %q", c.Phenomenon, class, declared[i].Classes)
	}
	m, err := get(declared[i].Name)
	if err != nil {
		return Outcome{}, err
	}
	p := answer(m.Classes, m.Score(&score.Extractor{}, c.input(find)))
	return Outcome{c, p.Label, p.Scores, (p.Label == class) != not}, nil
}

// tryMarks runs the analysis on the text, in answer to its parent if it has
// one.
func (c Case) tryMarks(run Analyzer) (Outcome, error) {
	a, err := run(c.thread())
	if err != nil {
		return Outcome{}, err
	}
	want, not := cutNot(c.Want)
	o := Outcome{Case: c, Scores: map[string]float64{}, Passed: not}
	for _, said := range sayings(a) {
		if o.Scores[said.what] = max(o.Scores[said.what], said.score); said.what == want {
			o.Passed = !not
		}
	}
	o.Label = strings.Join(slices.Sorted(maps.Keys(o.Scores)), " ")
	return o, nil
}

// saying is something that an analysis says of the comment of a row.
type saying struct {
	what  string
	score float64
}

// sayings lists what an analysis says of a row: "<tag>", "<tag>/<kind>" and
// "<tag>@<kind of target>" of its marks, "status:<status>" of its assertions.
func sayings(a *gainsay.Analysis) []saying {
	var out []saying
	for _, m := range a.Annotations {
		if m.Comment != rowComment {
			continue
		}
		out = append(out, saying{string(m.Tag), m.Score})
		if m.Kind != "" {
			out = append(out, saying{string(m.Tag) + "/" + m.Kind, m.Score})
		}
		if at, _, ok := strings.Cut(m.Target, ":"); ok {
			out = append(out, saying{string(m.Tag) + "@" + at, m.Score})
		}
	}
	for _, s := range a.Assertions {
		if s.Comment == rowComment {
			out = append(out, saying{"status:" + string(s.Status), s.Notable})
		}
	}
	return out
}

func cutNot(want string) (class string, not bool) {
	if len(want) > 4 && want[:4] == "not " {
		return want[4:], true
	}
	return want, false
}

// Rate is how many cases of a phenomenon passed.
type Rate struct {
	Phenomenon string    `json:"phenomenon"`
	Task       string    `json:"task"`
	Cases      int       `json:"cases"`
	Passed     int       `json:"passed"`
	Share      float64   `json:"share"`
	Failures   []Outcome `json:"failures"`
}

// Rates gathers outcomes by task and phenomenon, in the order in which they
// first come.
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
