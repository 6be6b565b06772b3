package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

const reviewPath = "/review"

// ReviewFilter reads the filter of a queue from the query of an address. Topic
// returns the name under which a topic is stored.
func ReviewFilter(address string, topic func(string) string) (view.MarkFilter, error) {
	q, err := url.ParseQuery(address)
	if err != nil {
		return view.MarkFilter{}, fmt.Errorf("read filter: %w", err)
	}
	f, err := reviewFilter(q, "", topic)
	if he := (*echo.HTTPError)(nil); errors.As(err, &he) {
		err = fmt.Errorf("read filter: %v", he.Message)
	} else if err != nil {
		err = fmt.Errorf("read filter: %w", err)
	}
	return f, err
}

func (s *Server) reviewFilter(q url.Values, coder string) (view.MarkFilter, error) {
	return reviewFilter(q, coder, s.conf.Topic)
}

func reviewFilter(q url.Values, coder string, topic func(string) string) (f view.MarkFilter, err error) {
	f = view.MarkFilter{Author: q.Get("author"), Thread: q.Get("thread"), Source: q.Get("source"),
		Format: q.Get("format"), Rule: q.Get("rule"), Coder: coder, Mine: q.Get("mine") != ""}
	for _, t := range q["topic"] {
		if t != "" {
			f.Topics = append(f.Topics, topic(t))
		}
	}
	if f.Tags, err = allOf(q["tag"], view.ReviewTags(), "tag"); err != nil {
		return f, err
	}
	if f.Status, err = allOf(q["status"], gainsay.Statuses(), "status"); err != nil {
		return f, err
	}
	if f.Dispute, err = allOf(q["dispute"], gainsay.Disputes(), "dispute"); err != nil {
		return f, err
	}
	decided, err := query.OneOf(q, "decided", "Decided must be no, none, yes or any.", "no", "none", "yes", "any")
	if err != nil {
		return f, err
	}
	f.Decided = map[string]view.Decided{"": view.Undecided, "any": ""}[decided]
	if decided != "" && decided != "any" {
		f.Decided = view.Decided(decided)
	}
	return f, reviewOrder(q, &f)
}

// reviewOrder reads the order. A blind review is in random order: any other
// would tell the score.
func reviewOrder(q url.Values, f *view.MarkFilter) error {
	orders, err := allOf(q["order"], view.MarkOrders(), "order")
	if err != nil {
		return err
	}
	f.Order = view.UnsureFirst
	if len(orders) > 0 {
		f.Order = orders[0]
	}
	if q.Get("blind") != "" {
		f.Order = view.RandomOrder
	}
	if seed := q.Get("seed"); seed != "" {
		if f.Seed, err = strconv.ParseInt(seed, 10, 64); err != nil {
			return echo.NewHTTPError(http.StatusBadRequest, "The seed must be a whole number, not “"+seed+"”.")
		}
	}
	return nil
}

// allOf reads the values of a parameter, each of which must be known.
func allOf[T ~string](values []string, known []T, name string) (out []T, err error) {
	for _, v := range values {
		if v == "" {
			continue
		}
		if !slices.Contains(known, T(v)) {
			return nil, echo.NewHTTPError(http.StatusBadRequest, "Unknown "+name+": “"+v+"”.")
		}
		out = append(out, T(v))
	}
	return out, nil
}

// reviewQuery is the address of a queue without the place in it.
func reviewQuery(q url.Values) url.Values {
	out := without(q, "in", "mark", "change", "go", "page", "at")
	for name, values := range out {
		out[name] = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	}
	return out
}

// markAt is the address of a mark in a queue.
func markAt(q url.Values, ref view.MarkRef) string {
	n := reviewQuery(q)
	if ref != (view.MarkRef{}) {
		n.Set("in", ref.Thread)
		n.Set("mark", ref.Mark)
	}
	return withQuery(reviewPath, n)
}

// option is a choice of a select element.
type option struct {
	Value, Label string
	On           bool
}

func reviewOrders(f view.MarkFilter) (out []option) {
	for _, o := range view.MarkOrders() {
		out = append(out, option{string(o), view.MarkOrderLabel(o), o == f.Order})
	}
	return out
}

func reviewDecided(f view.MarkFilter) []option {
	return []option{{"", "Not decided by me", f.Decided == view.Undecided},
		{"none", "Decided by nobody", f.Decided == view.ByNobody},
		{"yes", "Decided by me", f.Decided == view.DecidedByCoder}, {"any", "Decided or not", f.Decided == ""}}
}

// reviewField is a text field of the filter.
type reviewField struct{ Name, Label, Value string }

func reviewFields(q url.Values) (out []reviewField) {
	for _, f := range [][2]string{{"topic", "Topic"}, {"author", "Author"}, {"thread", "Thread (key)"},
		{"source", "Source"}, {"format", "Format"}, {"rule", "Rule"}, {"seed", "Seed of the random order"}} {
		out = append(out, reviewField{f[0], f[1], q.Get(f[0])})
	}
	return out
}

// reviewGroups makes the links that choose tags, statuses and disputes.
func reviewGroups(q url.Values) []filterGroup {
	n := reviewQuery(q)
	link := func(param, value, label string) filterLink {
		return filterLink{Label: label, Class: value, Href: toggled(reviewPath, n, param, value),
			On: slices.Contains(n[param], value)}
	}
	groups := []filterGroup{{Label: "Assertions"}, {Label: "Disputes"}, {Label: "Other marks"}}
	for _, s := range gainsay.Statuses() {
		groups[0].Links = append(groups[0].Links, link("status", string(s), view.StatusLabel(s)))
	}
	for _, d := range gainsay.Disputes()[1:] {
		groups[1].Links = append(groups[1].Links, link("dispute", string(d), view.DisputeLabel(d)))
	}
	for _, t := range view.ReviewTags()[1:] {
		groups[2].Links = append(groups[2].Links, link("tag", string(t), view.TagLabel(t)))
	}
	return groups
}

// reviewChosen lists what the filter restricts to, each with a link that drops it.
func reviewChosen(q url.Values) (out []filterLink) {
	n := reviewQuery(q)
	for _, param := range []string{"status", "dispute", "tag", "topic", "author", "thread", "source", "format", "rule"} {
		for _, v := range n[param] {
			label := v
			switch param {
			case "status":
				label = view.StatusLabel(gainsay.Status(v))
			case "dispute":
				label = view.DisputeLabel(gainsay.Dispute(v))
			case "tag":
				label = view.TagLabel(gainsay.Tag(v))
			}
			out = append(out, filterLink{Label: label, Href: toggled(reviewPath, n, param, v), On: true})
		}
	}
	if n.Get("mine") != "" {
		out = append(out, filterLink{Label: "assigned to me", Href: with(reviewPath, n, "mine", ""), On: true})
	}
	return out
}

// reviewInputs keeps the parameters of an address in a form, but for those that
// the form has fields for.
func reviewInputs(q url.Values, but ...string) (out []hiddenInput) {
	n := reviewQuery(q)
	for _, name := range []string{"status", "dispute", "tag", "mine", "blind", "order", "decided"} {
		if slices.Contains(but, name) {
			continue
		}
		for _, v := range n[name] {
			out = append(out, hiddenInput{name, v})
		}
	}
	return out
}
