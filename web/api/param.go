package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
)

// param is a parameter of the query or, where the path names it, of the path.
type param struct {
	name, doc string
	values    []string // those allowed; nil for any
	many      bool     // may be given several times
	number    bool
	needed    bool
}

// path parameters
var (
	keyParam       = param{name: "key", doc: `Key of a thread, "format:id".`}
	commentParam   = param{name: "comment", doc: "Id of a comment."}
	assertionParam = param{name: "assertion", doc: "Id of an assertion."}
	nameParam      = param{name: "name", doc: "Name."}
	idParam        = param{name: "id", doc: "Number of a decision."}
)

// parameters of lists
var (
	limitParam = param{name: "limit", doc: "Most items of the answer, 1 to 1000; 100 without. A stream has all without.", number: true}
	afterParam = param{name: "after", doc: "Place in the list, from the address that “next” gives."}
	marksParam = param{name: "marks", doc: "Whose marks: those of the machine (default), only those that people decided, or both, decisions first.",
		values: words(view.Bases())}
)

// listParams are those of every list, after others.
func listParams(ps ...param) []param { return append(slices.Clip(ps), limitParam, afterParam) }

var threadParams = []param{
	{name: "q", doc: "Words of the title, the source or the names of people."},
	{name: "site", doc: "Site of the thread's address.", many: true},
	{name: "format", doc: "Format from which it was read.", many: true},
	{name: "year", doc: "Year of the first dated comment, 0 for threads without a date.", many: true, number: true},
	{name: "tag", doc: "A mark with this tag.", many: true, values: words(gainsay.Tags())},
	{name: "reviewed", doc: "How many of the marks are decided.", many: true, values: view.ReviewStates},
	{name: "all", doc: "1 for threads without assertions too.", values: []string{"1"}},
	{name: "sort", doc: "Order; without, the thread imported last comes first.", values: view.ThreadSorts},
	{name: "order", doc: "Turns the order around.", values: []string{"reverse"}},
	marksParam,
}

var assertionParams = []param{
	{name: "q", doc: "Words of the assertion."},
	{name: "topic", doc: "Topic; all of several.", many: true},
	{name: "status", doc: "What backs it; one of several.", many: true, values: words(gainsay.Statuses())},
	{name: "dispute", doc: "How it was received; all of several.", many: true, values: words(gainsay.Disputes())},
	{name: "author", doc: "Author, exactly."},
	{name: "thread", doc: "Key of a thread."},
	{name: "source", doc: "Site, or format of threads without an address."},
	{name: "from", doc: "First month, as 2024-05."},
	{name: "to", doc: "Last month."},
	{name: "sourced", doc: "Whether the claim was sourced at least once, in any thread.", values: []string{"yes", "no"}},
	{name: "answered", doc: "Of those asked for evidence: whether some came later.", values: []string{"yes", "no"}},
	marksParam,
}

var sortParam = param{name: "sort", doc: "Order.", values: []string{"notable", "new", "thread"}}

var claimSortParam = param{name: "sort", doc: "Order.", values: []string{"notable", "repeated", "new", "thread"}}

var authorParams = append([]param{
	{name: "name", doc: "Words of the name."},
	{name: "sort", doc: "Order, the highest first, names from A.", values: query.AuthorOrders},
	{name: "reverse", doc: "Turns the order around.", values: []string{"1"}},
}, slices.DeleteFunc(slices.Clone(assertionParams), func(p param) bool { return p.name == "author" })...)

var decisionParams = []param{
	{name: "thread", doc: "Key of a thread; one of several.", many: true},
	{name: "coder", doc: "Name of the person or program that decided."},
	{name: "tag", doc: "Tag of the mark.", values: words(gainsay.Tags())},
	{name: "verdict", doc: "Verdict.", values: words(gainsay.Verdicts())},
	{name: "blind", doc: "1 for decisions made blind only.", values: []string{"1"}},
	{name: "all", doc: "1 for undone and replaced ones, and records of undoing, too.", values: []string{"1"}},
}

// words are the values of an enumeration.
func words[T ~string](values []T) (out []string) {
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// checkParams refuses parameters that the route does not have, and values that
// they do not allow.
func (c *call) checkParams() error {
	for _, name := range slices.Sorted(maps.Keys(c.q)) {
		k := slices.IndexFunc(c.route.params, func(p param) bool { return p.name == name && !c.route.inPath(p) })
		if k < 0 {
			return failf(http.StatusBadRequest, "Unknown parameter: “%s”.", view.Clip(name, 80))
		}
		p := c.route.params[k]
		if len(c.q[name]) > 1 && !p.many {
			return failf(http.StatusBadRequest, "The parameter %s is given more than once.", name)
		}
		for _, v := range c.q[name] {
			if err := p.check(v); err != nil {
				return err
			}
		}
	}
	for _, p := range c.route.params {
		if p.needed && !c.route.inPath(p) && c.q.Get(p.name) == "" {
			return failf(http.StatusBadRequest, "The parameter %s is missing.", p.name)
		}
	}
	return nil
}

func (p param) check(v string) error {
	if p.values != nil && !slices.Contains(p.values, v) {
		return failf(http.StatusBadRequest, "The parameter %s must be one of: %s.", p.name, strings.Join(p.values, ", "))
	}
	if _, err := strconv.Atoi(v); p.number && err != nil {
		return failf(http.StatusBadRequest, "The parameter %s must be a number.", p.name)
	}
	return nil
}

// inPath reports whether a parameter is part of the path.
func (r *route) inPath(p param) bool { return strings.Contains(r.path, "{"+p.name+"}") }
