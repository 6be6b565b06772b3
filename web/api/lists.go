package api

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
)

var _ = add(
	&route{method: http.MethodGet, path: "/assertions", scope: account.Read, name: "listAssertions",
		doc: "Lists assertions of all threads.", params: listParams(append(assertionParams, sortParam)...),
		answer: Assertion{}, list: true, handle: (*API).assertions},
	&route{method: http.MethodGet, path: "/assertions/facets", scope: account.Read, name: "countAssertions",
		doc:    "Counts the assertions under a filter by status, dispute, topic and author.",
		params: assertionParams, answer: Facets{}, handle: (*API).facets},
	&route{method: http.MethodGet, path: "/claims", scope: account.Read, name: "listClaims",
		doc:    "Lists claims: assertions that say the same, in whatever thread, are one.",
		params: listParams(append(assertionParams, claimSortParam)...), answer: Claim{}, list: true,
		handle: (*API).claims},
	&route{method: http.MethodGet, path: "/topics", scope: account.Read, name: "listTopics",
		doc:    "Lists topics, those most spoken of first.",
		params: listParams(param{name: "q", doc: "Words of the name."}, marksParam), answer: Topic{}, list: true,
		handle: (*API).topics},
	&route{method: http.MethodGet, path: "/authors", scope: account.Read, name: "listAuthors",
		doc: "Counts assertions by author.", params: listParams(authorParams...), answer: Author{},
		list: true, handle: (*API).authors},
	&route{method: http.MethodGet, path: "/authors/{name}", scope: account.Read, name: "getAuthor",
		doc: "Counts what became of one author's assertions.", params: []param{nameParam},
		answer: OneAuthor{}, fails: []int{http.StatusNotFound}, handle: (*API).author},
	&route{method: http.MethodGet, path: "/search", scope: account.Read, name: "searchComments",
		doc:    `Finds comments by their words, the best first. "Several words" in double quotes are consecutive, word* is a prefix, author:NAME and thread:KEY restrict.`,
		params: listParams(param{name: "q", doc: "Words.", needed: true}), answer: Hit{}, list: true,
		handle: (*API).search},
	&route{method: http.MethodGet, path: "/overview", scope: account.Read, name: "getOverview",
		doc:    "Sums up the assertions under a filter, by month, source, topic and author; each share is of unsupported ones.",
		params: assertionParams, answer: Overview{}, handle: (*API).overview},
)

func (a *API) filter(c *call) (view.AssertionFilter, error) { return query.Assertions(c.q, a.Topic) }

func (a *API) assertions(c *call) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	return listed(c, keyed(newAssertion, func(r view.AssertionRow) string { return r.Cursor },
		func(after string, limit int) ([]view.AssertionRow, int, error) {
			f.After, f.Limit = after, limit
			return a.Store.Assertions(c.ctx, f)
		}))
}

func (a *API) facets(c *call) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	v, err := a.Store.Facets(c.ctx, f)
	if err != nil {
		return err
	}
	return c.send(Facets{v.Total, counts(v.Status), counts(v.Dispute), counts(v.Topics), counts(v.Authors), counts(v.With)})
}

func (a *API) claims(c *call) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	return listed(c, keyed(newClaim, func(v view.Claim) string { return v.Cursor },
		func(after string, limit int) ([]view.Claim, int, error) {
			f.After, f.Limit = after, limit
			return a.Store.Claims(c.ctx, f)
		}))
}

func (a *API) topics(c *call) error {
	basis, err := query.Basis(c.q, decide.Machine)
	if err != nil {
		return err
	}
	return listed(c, keyed(newTopic, func(r view.TopicRow) string { return r.Cursor },
		func(after string, limit int) ([]view.TopicRow, int, error) {
			return a.Store.Topics(c.ctx, view.TopicFilter{Query: c.q.Get("q"), Basis: basis, Range: view.Range{After: after, Limit: limit}})
		}))
}

func (a *API) authors(c *call) error {
	f, err := query.Authors(c.q, a.Topic)
	if err != nil {
		return err
	}
	return listed(c, keyed(newAuthor, func(r view.AuthorRow) string { return r.Cursor },
		func(after string, limit int) ([]view.AuthorRow, int, error) {
			f.After, f.Limit = after, limit
			return a.Store.Authors(c.ctx, f)
		}))
}

func (a *API) author(c *call) error {
	v, err := a.Store.Author(c.ctx, c.r.PathValue("name"))
	if err != nil {
		return err
	}
	return c.send(OneAuthor{newAuthor(v.AuthorRow), v.Comments, v.AskedOthers, v.SuppliedOthers, v.CounteredOthers})
}

func (a *API) search(c *call) error {
	return listed(c, keyed(newHit, func(r view.SearchRow) string { return r.Cursor },
		func(after string, limit int) ([]view.SearchRow, int, error) {
			return a.Store.Search(c.ctx, c.q.Get("q"), view.Range{After: after, Limit: limit})
		}))
}

// number reads a number within bounds.
func number(s string, least, most int64) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		return 0, failf(http.StatusBadRequest, "“%s” is no number from %d to %d.", view.Clip(s, 40), least, most)
	}
	return n, nil
}

// Share is a count out of a whole.
type Share struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

// NamedShare is the share of a month, a source, a topic or an author.
type NamedShare struct {
	Name string `json:"name"`
	Share
}

// Overview sums up assertions.
type Overview struct {
	Threads      int          `json:"threads"`
	Comments     int          `json:"comments"`
	OldRules     int          `json:"old_rules"` // threads analysed with other rules than the newest thread
	All          Share        `json:"all"`
	People       int          `json:"people"`
	Contested    int          `json:"contested"`
	Conceded     int          `json:"conceded"`
	Asked        int          `json:"asked"`
	Answered     int          `json:"answered"`
	Decided      int          `json:"decided"`
	MachineRight Share        `json:"machine_right"`
	Months       []NamedShare `json:"months"` // by name, as 2024-05
	Undated      Share        `json:"undated"`
	Sources      []NamedShare `json:"sources"`
	Topics       []NamedShare `json:"topics"` // of at least 30 assertions
	Authors      []NamedShare `json:"authors"`
	Repeated     []Claim      `json:"repeated"`
	Contradicted []Pair       `json:"contradicted"`
}

// Pair is a claim and one that contradicts it, with how often each was said.
type Pair struct {
	Claims []Claim `json:"claims"`
	Said   []int   `json:"said"`
}

func (a *API) overview(c *call) error {
	f, err := a.filter(c)
	if err != nil {
		return err
	}
	o, err := a.Store.Overview(c.ctx, f)
	if err != nil {
		return err
	}
	out := Overview{Threads: o.Threads, Comments: o.Comments, OldRules: o.OldRules, All: Share(o.All), People: o.People,
		Contested: o.Contested, Conceded: o.Conceded, Asked: o.Asked, Answered: o.Answered, Decided: o.Decided,
		MachineRight: Share(o.MachineRight), Undated: Share(o.Undated), Months: []NamedShare{}, Sources: []NamedShare{},
		Topics: named(o.Topics), Authors: named(o.Authors), Repeated: []Claim{}, Contradicted: []Pair{}}
	for _, m := range o.Months {
		out.Months = append(out.Months, NamedShare{m.Month.Format(query.MonthFormat), Share(m.Share)})
	}
	for _, s := range o.Sources {
		out.Sources = append(out.Sources, NamedShare{s.Name, Share(s.Share)})
	}
	for _, r := range o.Repeated {
		out.Repeated = append(out.Repeated, newClaim(r))
	}
	for _, p := range o.Pairs {
		out.Contradicted = append(out.Contradicted, Pair{[]Claim{newClaim(p.Claims[0]), newClaim(p.Claims[1])}, p.Said[:]})
	}
	return c.send(out)
}

func named(all []view.NamedShare) []NamedShare {
	out := []NamedShare{}
	for _, s := range all {
		out = append(out, NamedShare{s.Name, Share(s.Share)})
	}
	return out
}

var _ = add(&route{method: http.MethodGet, path: "/version", name: "getVersion", scope: account.Read,
	doc:    "Says what analyses here: versions of program, rules and encoder, and the tags.",
	answer: About{}, handle: (*API).about})

// About says what a server analyses with.
type About struct {
	Version gainsay.Version `json:"version"`
	Tags    []gainsay.Tag   `json:"tags"`
	Key     string          `json:"key"`   // name of the caller's key
	Scope   account.Scope   `json:"scope"` // of the key
}

func (a *API) about(c *call) error {
	return c.send(About{a.Version, gainsay.Tags(), c.key.Name, cmp.Or(c.key.Scope, account.Read)})
}
