package score

import (
	"slices"
	"strings"
)

// Declaration says what a model is to learn: from which rows, which field of
// them, and what it may look at. It is all there is to a task.
type Declaration struct {
	Name    string   // of the model and its file
	Task    string   // several models may answer one task on different labels
	Doc     string   // one line
	Field   string   // of the row that holds the label: "label", "fine" or "supported"
	Classes []string // the labels; the first of two is the one asked for
	Blocks  Block
	Data    []Source
	Options Options
}

const (
	standard = Signals | Hits | Words | Pairs | Chars
	sentence = standard | Tags | Opening | Places
)

// few features, the most frequent, do as well on development rows as four
// times as many for models that are asked of every claim; their weights stay
// in the processor's caches.
const few = 12000

// Licences as the sources state them; "none stated" where they do not.
const noneStated = "none stated"

var declarations = []Declaration{
	{
		Name: "verifiable", Task: "verifiable", Doc: "could it be checked in principle",
		Field: "label", Classes: []string{"verifiable", "unverifiable"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-regroom", Licence: noneStated}},
		Options: Options{Macro: true, Most: few},
	},
	{
		Name: "verifiable-kind", Task: "verifiable", Doc: "could it be checked, by others or only by the author",
		Field: "fine", Classes: []string{"VERIF-NONEXPERIENTIAL", "VERIF-EXPERIENTIAL", "UNVERIF"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-regroom", Licence: noneStated}},
		Options: Options{Macro: true, Most: few},
	},
	{
		Name: "verifiable-argument", Task: "verifiable", Doc: "could it be checked in principle, or is it no argument",
		Field: "label", Classes: []string{"verifiable", "unverifiable", "nonargument"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-cmvverif", Licence: noneStated}},
		Options: Options{Macro: true, Most: few},
	},
	{
		Name: "verifiable-argument-kind", Task: "verifiable", Doc: "could it be checked, by others or only by the author, or is it no argument",
		Field: "fine", Classes: []string{"VERIF-NONEXPERIENTIAL", "VERIF-EXPERIENTIAL", "UNVERIF", "NONARG"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-cmvverif", Licence: noneStated}},
		Options: Options{Macro: true, Most: few},
	},
	{
		Name: "checkworthy", Task: "checkworthy", Doc: "is it a statement of fact that matters to the public",
		Field: "label", Classes: []string{"checkworthy", "factual-unimportant", "nonfactual"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-claimbuster", Licence: noneStated}},
		Options: Options{Macro: true, Most: few},
	},
	{
		Name: "claimkind", Task: "claimkind", Doc: "what kind of proposition is it",
		Field: "label", Classes: []string{"fact", "testimony", "value", "policy", "reference"}, Blocks: sentence,
		Data:    []Source{{Name: "evidence-cdcp", Licence: "ODbL"}},
		Options: Options{Macro: true},
	},
	{
		Name: "supported", Task: "supported", Doc: "does something else in the comment support it",
		Field: "supported", Classes: []string{"true", "false"}, Blocks: sentence | AfterWords | AfterOpen,
		Data: []Source{{Name: "evidence-cdcp", Licence: "ODbL"}},
	},
	{
		Name: "needs-evidence", Task: "needs-evidence", Doc: "would a reader want evidence for it",
		Field: "label", Classes: []string{"needs-evidence", "other"}, Blocks: sentence,
		Data:    []Source{{Name: "evidence-suggestbot", Licence: "MIT"}},
		Options: Options{Most: few},
	},
	{
		Name: "component", Task: "component", Doc: "is it a claim, a premise or neither",
		Field: "label", Classes: []string{"claim", "premise", "none"}, Blocks: sentence | BeforeWords,
		Data:    []Source{{Name: "component-cmvmodes", Licence: noneStated}},
		Options: Options{Macro: true},
	},
	{
		Name: "stance", Task: "stance", Doc: "how does a reply stand to a rumour",
		Field: "label", Classes: []string{"agree", "disagree", "query", "neutral"}, Blocks: Words | Pairs | Chars,
		Data:    []Source{{Name: "stance-rumoureval", Licence: noneStated}},
		Options: Options{Macro: true, Strength: 0.4, Rarity: 1e-9},
	},
	{
		Name: "stance-talk", Task: "stance", Doc: "how does a remark on a talk page stand to what it answers",
		Field: "label", Classes: []string{"agree", "disagree", "query", "neutral"}, Blocks: standard | Answers,
		Data:    []Source{{Name: "stance-wikitactics", Licence: noneStated}},
		Options: Options{Macro: true, Named: 0.3},
	},
	{
		Name: "stance-reply", Task: "stance", Doc: "does a reply agree or disagree with what it answers",
		Field: "label", Classes: []string{"agree", "disagree", "neutral"}, Blocks: standard | Tags | Opening | Answers,
		Data:    []Source{{Name: "stance-subreddit", Licence: noneStated}},
		Options: Options{Macro: true, Named: 0.3},
	},
	{
		Name: "stance-proposition", Task: "stance", Doc: "does a proposition agree or disagree with another",
		Field: "label", Classes: []string{"agree", "disagree"}, Blocks: standard | Tags | Opening | Answers,
		Data:    []Source{{Name: "stance-cmvprop", Licence: noneStated}},
		Options: Options{Macro: true},
	},
	{
		Name: "insult", Task: "insult", Doc: "does it insult somebody",
		Field: "label", Classes: []string{"insult", "none"}, Blocks: Hits | Words | Pairs | Chars,
		Data: []Source{
			{Name: "insult-impermium", Licence: noneStated}, {Name: "insult-cmv-adhominem", Licence: "Apache-2.0"},
			{Name: "insult-cad", Licence: "CC BY 4.0"}, {Name: "insult-toxichat", Licence: "CC BY-SA 4.0"},
			{Name: "insult-civilspans", Licence: "CC0"}, {Name: "insult-wikipedia", Licence: "Apache-2.0"}, {Name: "insult-olid", Licence: noneStated},
		},
		Options: Options{Macro: true, Mixed: true, Apart: true, Most: 45000},
	},
	{
		Name: "spam", Task: "spam", Doc: "is it advertising or a campaign",
		Field: "label", Classes: []string{"spam", "ham"}, Blocks: standard | Authors | AuthorChars,
		Data: []Source{
			{Name: "spam-blogs", Licence: noneStated}, {Name: "spam-youtube", Licence: "CC BY 4.0"}, {Name: "spam-haacked-ham", Licence: noneStated},
			// ordinary discussion elsewhere, so that what is only unlike a blog's praise is not taken for spam
			{Name: "insult-cad", Licence: "CC BY 4.0", As: "ham", Weight: 0.25}, {Name: "insult-civilspans", Licence: "CC0", As: "ham", Weight: 0.25},
			{Name: "insult-cmv-adhominem", Licence: "Apache-2.0", As: "ham", Weight: 0.25},
		},
		Options: Options{Macro: true, Named: 0.3, Precise: 0.99, Mixed: true}, // most of the rows are spam, most of the world is not
	},
}

// Declarations lists all, in the order in which a task prefers them, with the
// settings that they leave open filled in.
func Declarations() []Declaration {
	out := slices.Clone(declarations)
	for i := range out {
		out[i].Options = out[i].Options.withDefaults()
	}
	return out
}

func (o Options) withDefaults() Options {
	if o.Strength == 0 {
		o.Strength = 0.15
	}
	if o.Rarity == 0 {
		o.Rarity = 1. / 3
	}
	if o.Named == 0 {
		o.Named = 1
	}
	if o.Precise == 0 {
		o.Precise = 0.8
	}
	if o.MinRows == 0 {
		o.MinRows = 2
	}
	if o.Most == 0 {
		o.Most = 30000
	}
	if o.Rounds == 0 {
		o.Rounds = 40
	}
	if o.Folds == 0 {
		o.Folds = 3
	}
	return o
}

// Tasks lists the names of the tasks that have a scorer.
func Tasks() []string {
	seen := map[string]bool{}
	for _, d := range declarations {
		seen[d.Task] = true
	}
	return sortedKeys(seen)
}

// ForTask lists the declarations of a task.
func ForTask(task string) []Declaration {
	return slices.DeleteFunc(Declarations(), func(d Declaration) bool { return d.Task != task })
}

// Covers reports whether every label is one of the classes, and exactly says
// whether every class is also among the labels.
func (d Declaration) Covers(labels map[string]int) (covers, exactly bool) {
	for label := range labels {
		if !slices.Contains(d.Classes, label) {
			return false, false
		}
	}
	return true, len(labels) == len(d.Classes)
}

// Source returns the declared data set of a file by the beginning of its
// name, or the zero Source.
func (d Declaration) Source(file string) Source {
	for _, s := range d.Data {
		if strings.HasPrefix(file, s.Name) {
			return s
		}
	}
	return Source{}
}

// Card begins the card of a model.
func (d Declaration) Card() Card {
	return Card{Name: d.Name, Task: d.Task, Doc: d.Doc, Classes: d.Classes, Blocks: d.Blocks}
}
