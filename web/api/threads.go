package api

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/query"
)

var _ = add(
	&route{method: http.MethodGet, path: "/threads", scope: account.Read, name: "listThreads",
		doc: "Lists threads.", params: listParams(threadParams...), answer: Thread{}, list: true,
		handle: (*API).threads},
	&route{method: http.MethodGet, path: "/threads/{key}", scope: account.Read, name: "getThread",
		doc:    "Returns a thread with all that was found in it: the object of docs/analysis.schema.json.",
		params: []param{keyParam, marksParam}, answer: gainsay.Analysis{},
		fails: []int{http.StatusNotFound}, handle: (*API).thread},
	&route{method: http.MethodGet, path: "/threads/{key}/comments", scope: account.Read,
		name: "listComments", doc: "Lists the comments of a thread, in its order.",
		params: listParams(keyParam), answer: gainsay.Comment{}, list: true,
		fails: []int{http.StatusNotFound}, handle: (*API).comments},
	&route{method: http.MethodGet, path: "/threads/{key}/comments/{comment}", scope: account.Read,
		name: "getComment", doc: "Returns a comment with its marks and assertions.",
		params: []param{keyParam, commentParam, marksParam}, answer: OneComment{},
		fails: []int{http.StatusNotFound}, handle: (*API).comment},
	&route{method: http.MethodGet, path: "/threads/{key}/annotations", scope: account.Read,
		name: "listAnnotations", doc: "Lists the marks of a thread, in its order.",
		params: listParams(keyParam, marksParam,
			param{name: "tag", doc: "Tag; one of several.", many: true, values: words(gainsay.Tags())},
			param{name: "comment", doc: "Id of a comment."},
			param{name: "score", doc: "Least score in percent, 0 to 100.", number: true}),
		answer: gainsay.Annotation{}, list: true, fails: []int{http.StatusNotFound},
		handle: (*API).annotations},
	&route{method: http.MethodGet, path: "/threads/{key}/assertions", scope: account.Read,
		name: "listThreadAssertions", doc: "Lists the assertions of a thread, in its order.",
		params: listParams(keyParam, marksParam), answer: gainsay.Assertion{}, list: true,
		fails: []int{http.StatusNotFound}, handle: (*API).threadAssertions},
	&route{method: http.MethodGet, path: "/threads/{key}/assertions/{assertion}/claim", scope: account.Read,
		name:   "getClaim",
		doc:    "Returns the claim that an assertion makes, with all that make it, in whatever thread.",
		params: []param{keyParam, assertionParam, marksParam}, answer: Claim{}, fails: []int{http.StatusNotFound},
		handle: (*API).claim},
	&route{method: http.MethodGet, path: "/threads/{key}/relations", scope: account.Read,
		name: "listRelations", doc: "Lists the relations between the claims of a thread.",
		params: listParams(keyParam, marksParam,
			param{name: "kind", doc: "Kind; one of several.", many: true, values: words(gainsay.RelationKinds())}),
		answer: gainsay.Relation{}, list: true, fails: []int{http.StatusNotFound}, handle: (*API).relations},
)

// OneComment is a comment with what was found in it.
type OneComment struct {
	Comment     *gainsay.Comment     `json:"comment"`
	Annotations []gainsay.Annotation `json:"annotations"`
	Assertions  []gainsay.Assertion  `json:"assertions"`
}

func (a *API) threads(c *call) error {
	f, err := query.Threads(c.q)
	if err != nil {
		return err
	}
	return listed(c, keyed(newThread, func(r view.ThreadRow) string { return r.Cursor },
		func(after string, limit int) ([]view.ThreadRow, int, error) {
			f.After, f.Limit = after, limit
			return a.Store.Threads(c.ctx, f)
		}))
}

// analysis loads the thread that the path names, with the marks that are asked
// for. It is nil if the caller has it already.
func (a *API) analysis(c *call) (*gainsay.Analysis, error) {
	key := c.r.PathValue("key")
	mode, err := query.Basis(c.q, decide.Machine)
	if err != nil {
		return nil, err
	}
	if mode == decide.Machine {
		digest, err := a.Store.Digest(c.ctx, key)
		if err != nil {
			return nil, err
		}
		least, err := a.Store.Thresholds(c.ctx)
		if err != nil || c.unchanged(digest+" "+least.String()) {
			return nil, err
		}
	}
	return web.Shown(c.ctx, a.Store, key, mode)
}

func (a *API) thread(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	return c.send(x)
}

func (a *API) comments(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	return listed(c, within(x.Thread.Comments, func(m *gainsay.Comment) string { return m.ID }, same))
}

func (a *API) comment(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	id := c.r.PathValue("comment")
	out := OneComment{x.Thread.Comment(id), []gainsay.Annotation{}, []gainsay.Assertion{}}
	if out.Comment == nil {
		return view.ErrNotFound
	}
	for _, m := range x.Annotations {
		if m.Comment == id {
			out.Annotations = append(out.Annotations, m)
		}
	}
	for _, s := range x.Assertions {
		if s.Comment == id {
			out.Assertions = append(out.Assertions, s)
		}
	}
	return c.send(out)
}

func (a *API) annotations(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	least, err := percent(c.q)
	if err != nil {
		return err
	}
	kept := []gainsay.Annotation{}
	for _, m := range x.Annotations {
		if m.Score >= least && (!c.q.Has("tag") || slices.Contains(c.q["tag"], string(m.Tag))) &&
			(c.q.Get("comment") == "" || m.Comment == c.q.Get("comment")) {
			kept = append(kept, m)
		}
	}
	return listed(c, within(kept, func(m gainsay.Annotation) string { return m.ID }, same))
}

func (a *API) threadAssertions(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	return listed(c, within(x.Assertions, func(s gainsay.Assertion) string { return s.ID }, same))
}

func (a *API) claim(c *call) error {
	basis, err := query.Basis(c.q, decide.Machine)
	if err != nil {
		return err
	}
	claim, err := a.Store.Claim(c.ctx, c.r.PathValue("key"), c.r.PathValue("assertion"), basis)
	if err != nil {
		return err
	}
	return c.send(newClaim(claim))
}

func (a *API) relations(c *call) error {
	x, err := a.analysis(c)
	if x == nil {
		return err
	}
	return listed(c, within(ofKind(x.Relations, c.q["kind"]), relationID, same))
}

// ofKind picks relations of some kinds, or all without a kind.
func ofKind(all []gainsay.Relation, kinds []string) []gainsay.Relation {
	kept := []gainsay.Relation{}
	for _, r := range all {
		if len(kinds) == 0 || slices.Contains(kinds, string(r.Kind)) {
			kept = append(kept, r)
		}
	}
	return kept
}

// relationID names a relation within its thread.
func relationID(r gainsay.Relation) string {
	return r.From + " " + string(r.Kind) + " " + r.To + " " + r.By
}

// percent reads the parameter score.
func percent(q url.Values) (float64, error) {
	if q.Get("score") == "" {
		return 0, nil
	}
	n, err := number(q.Get("score"), 0, 100)
	return float64(n) / 100, err
}
