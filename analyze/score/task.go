package score

import (
	"slices"
	"strings"
)

// Declaration declares what a model learns: from which rows, which field of
// them, and which features it may use. Nothing else is needed for a task.
type Declaration struct {
	Name    string   // of the model and its file
	Task    string   // several models may serve one task with different labels
	Doc     string   // one line; stored in the card
	Field   string   // of the row, with the label: "label", "fine" or "supported"
	Classes []string // the labels; of two the first is the positive one
	Blocks  Block
	Data    []Source
	// Unsigned is the weight, relative to the row, of copies of each row without
	// the author's address and without name and address, for sites that show
	// none; 0 for no copies.
	Unsigned float64
	Head     bool // train a head over the sentence encoder too
	// Base names the models on which the head is stacked; these are of other tasks
	// and are not stacked themselves.
	Base []string
	// Soft is the weight of unlabelled texts in training, relative to a row: see
	// Example.Target. 0 to train on labelled rows only.
	Soft    float64
	Options Options
}

const (
	standard = Signals | Hits | Words | Pairs | Chars
	sentence = standard | Tags | Opening | Places
)

// compact is the number of features of models that score every claim. On
// development rows they do as well as with four times as many, and their
// weights stay in the CPU caches.
const compact = 12000

// softWeight is Declaration.Soft of insults and the kinds of claims. What is worth
// checking gained nothing by unlabelled texts on development rows.
const softWeight = 0.3

// noneStated is the licence of data sets whose source states none.
const noneStated = "none stated"

var declarations = []Declaration{
	{
		Name: "verifiable", Task: "verifiable", Doc: "could it be checked in principle",
		Field: "label", Classes: []string{"verifiable", "unverifiable"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-regroom", Licence: noneStated}},
		Soft:    softWeight,
		Head:    true,
		Base:    []string{"checkworthy", "claimkind"},
		Options: Options{MacroF1: true, MaxFeatures: compact, HeadContext: AroundContext},
	},
	{
		Name: "verifiable-kind", Task: "verifiable",
		Doc:   "could it be checked, by others or only by the author",
		Field: "fine", Classes: []string{"VERIF-NONEXPERIENTIAL", "VERIF-EXPERIENTIAL", "UNVERIF"},
		Blocks:  sentence,
		Data:    []Source{{Name: "claim-regroom", Licence: noneStated}},
		Soft:    softWeight,
		Head:    true,
		Options: Options{MacroF1: true, MaxFeatures: compact},
	},
	{
		Name: "verifiable-argument", Task: "verifiable",
		Doc:   "could it be checked in principle, or is it no argument",
		Field: "label", Classes: []string{"verifiable", "unverifiable", "nonargument"}, Blocks: sentence,
		Data:    []Source{{Name: "claim-cmvverif", Licence: noneStated}},
		Soft:    softWeight,
		Head:    true,
		Options: Options{MacroF1: true, MaxFeatures: compact},
	},
	{
		Name: "verifiable-argument-kind", Task: "verifiable",
		Doc:   "could it be checked, by others or only by the author, or is it no argument",
		Field: "fine", Classes: []string{"VERIF-NONEXPERIENTIAL", "VERIF-EXPERIENTIAL", "UNVERIF", "NONARG"},
		Blocks:  sentence,
		Data:    []Source{{Name: "claim-cmvverif", Licence: noneStated}},
		Soft:    softWeight,
		Head:    true,
		Options: Options{MacroF1: true, MaxFeatures: compact},
	},
	{
		Name: "checkworthy", Task: "checkworthy", Doc: "is it a statement of fact that matters to the public",
		Field: "label", Classes: []string{"checkworthy", "factual-unimportant", "nonfactual"},
		Blocks:  sentence,
		Data:    []Source{{Name: "claim-claimbuster", Licence: noneStated}},
		Head:    true,
		Options: Options{MacroF1: true, MaxFeatures: compact},
	},
	{
		Name: "claimkind", Task: "claimkind", Doc: "what kind of proposition is it",
		Field: "label", Classes: []string{"fact", "testimony", "value", "policy", "reference"},
		Blocks:  sentence,
		Data:    []Source{{Name: "evidence-cdcp", Licence: "ODbL"}},
		Soft:    softWeight,
		Head:    true,
		Options: Options{MacroF1: true},
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
		Options: Options{MaxFeatures: compact},
	},
	{
		Name: "component", Task: "component", Doc: "is it a claim, a premise or neither",
		Field: "label", Classes: []string{"claim", "premise", "none"}, Blocks: sentence | BeforeWords,
		Data:    []Source{{Name: "component-cmvmodes", Licence: noneStated}},
		Options: Options{MacroF1: true},
	},
	{
		Name: "stance", Task: "stance", Doc: "how does a reply stand to a rumour",
		Field: "label", Classes: []string{"agree", "disagree", "query", "neutral"},
		Blocks:  Words | Pairs | Chars,
		Data:    []Source{{Name: "stance-rumoureval", Licence: noneStated}},
		Options: Options{MacroF1: true, C: 0.4, IDF: 1e-9},
	},
	{
		Name: "stance-talk", Task: "stance", Doc: "how does a remark on a talk page stand to what it answers",
		Field: "label", Classes: []string{"agree", "disagree", "query", "neutral"},
		Blocks:  standard | Answers,
		Data:    []Source{{Name: "stance-wikitactics", Licence: noneStated}},
		Options: Options{MacroF1: true, SignalScale: 0.3},
	},
	{
		Name: "stance-reply", Task: "stance", Doc: "does a reply agree or disagree with what it answers",
		Field: "label", Classes: []string{"agree", "disagree", "neutral"},
		Blocks: Signals | Hits | Words | Opening | Answers | Dialogue, // letters, pairs and parts of speech fitted forums, not replies
		Data: []Source{
			{Name: "stance-subreddit", Licence: noneStated}, {Name: "stance-debagreement", Licence: noneStated},
			{Name: "stance-iacpairs", Licence: noneStated},
			{Name: "stance-wikitactics", Licence: noneStated, Query: "neutral", Weight: 0.5}, // mostly disagreement
		},
		Head:    true,
		Options: Options{MacroF1: true, PoolSets: true, C: 0.05, HeadContext: ParentContext},
	},
	{
		Name: "stance-proposition", Task: "stance", Doc: "does a proposition agree or disagree with another",
		Field: "label", Classes: []string{"agree", "disagree"}, Blocks: standard | Tags | Opening | Answers,
		Data:    []Source{{Name: "stance-cmvprop", Licence: noneStated}},
		Options: Options{MacroF1: true},
	},
	{
		Name: "insult", Task: "insult", Doc: "does it insult somebody",
		Field: "label", Classes: []string{"insult", "none"}, Blocks: Hits | Words | Pairs | Chars,
		Data: []Source{
			{Name: "insult-impermium", Licence: noneStated}, {Name: "insult-cmv-adhominem", Licence: "Apache-2.0"},
			{Name: "insult-cad", Licence: "CC BY 4.0"}, {Name: "insult-toxichat", Licence: "CC BY-SA 4.0"},
			{Name: "insult-civilspans", Licence: "CC0"}, {Name: "insult-wikipedia", Licence: "Apache-2.0"},
			{Name: "insult-olid", Licence: noneStated},
		},
		// Precision: balanced with recall over the development rows and the labelled threads.
		Soft:    softWeight,
		Head:    true,
		Options: Options{MacroF1: true, PoolSets: true, HoldOutSets: true, MaxFeatures: 45000, Precision: 0.7, HeadC: 0.02},
	},
	{
		Name: "spam", Task: "spam", Doc: "is it advertising or a campaign",
		Field: "label", Classes: []string{"spam", "ham"}, Blocks: standard | Authors | AuthorChars,
		Data: []Source{
			{Name: "spam-blogs", Licence: noneStated}, {Name: "spam-youtube", Licence: "CC BY 4.0"},
			{Name: "spam-haacked-ham", Licence: noneStated},
			// Ordinary discussion from elsewhere, so that a text is not taken for spam only for being
			// unlike comments on blogs. Weighted down: these rows outnumber the others.
			{Name: "insult-cad", Licence: "CC BY 4.0", As: "ham", Weight: 0.05},
			{Name: "insult-civilspans", Licence: "CC0", As: "ham", Weight: 0.05},
			{Name: "insult-cmv-adhominem", Licence: "Apache-2.0", As: "ham", Weight: 0.05},
		},
		Head:     true,
		Unsigned: 0.4, // did best on development rows with and without names and addresses
		// Precision: most of the rows are spam, most comments are not.
		Options: Options{MacroF1: true, SignalScale: 0.3, Precision: 0.9985, PoolSets: true},
	},
}

// Declarations lists all declarations, those of one task in order of
// preference, with the default options filled in.
func Declarations() []Declaration {
	out := slices.Clone(declarations)
	for i := range out {
		out[i].Options = out[i].Options.withDefaults()
	}
	return out
}

// Tasks lists the names of the tasks that have a scorer, sorted.
func Tasks() []string {
	seen := map[string]bool{}
	for _, d := range declarations {
		seen[d.Task] = true
	}
	return sortedKeys(seen)
}

// ForTask lists the declarations of a task, as Declarations does.
func ForTask(task string) []Declaration {
	return slices.DeleteFunc(Declarations(), func(d Declaration) bool { return d.Task != task })
}

// Covers reports whether every label is one of the classes, and, in exactly,
// whether every class is also among the labels.
func (d Declaration) Covers(labels map[string]int) (covers, exactly bool) {
	for label := range labels {
		if !slices.Contains(d.Classes, label) {
			return false, false
		}
	}
	return true, len(labels) == len(d.Classes)
}

// Source returns the declared data set whose name the file name begins with,
// or the zero Source.
func (d Declaration) Source(file string) Source {
	for _, s := range d.Data {
		if strings.HasPrefix(file, s.Name) {
			return s
		}
	}
	return Source{}
}

// Card returns the card of a model yet to be trained.
func (d Declaration) Card() Card {
	return Card{Name: d.Name, Task: d.Task, Doc: d.Doc, Classes: d.Classes, Blocks: d.Blocks}
}
