package web

import (
	"net/http"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/method", (*Server).method)

// Tagger is a tagger as the method page describes it.
type Tagger struct {
	Name, Doc string
	Tags      []gainsay.Tag
	Rules     []Rule
}

// Rule is one rule of a tagger.
type Rule struct {
	Name, Doc, Source  string
	Score              float64
	Hits, Misses, Gaps []string
}

// methodPage explains how marks are made, from the taggers' own docs.
type methodPage struct {
	base
	Taggers  []Tagger
	Statuses []term
	Disputes []term
	Version  gainsay.Version
}

type term struct{ Name, Label, Doc string }

var statusDocs = map[gainsay.Status]string{
	gainsay.Unsupported: "nothing in the thread backs it, or only a figure without a source",
	gainsay.Argued:      "backed by reasoning only",
	gainsay.Attested:    "backed by what its author reports having seen or done",
	gainsay.Grounded:    "the article above the thread says it",
	gainsay.Sourced:     "backed by a link, a named source or a quotation, here or later in the thread",
	gainsay.Hedged:      "offered as a guess, not asserted",
}

var disputeDocs = map[gainsay.Dispute]string{
	gainsay.Open: "no one responded to it", gainsay.Questioned: "someone asked for evidence",
	gainsay.Contested: "someone asserted the contrary", gainsay.Conceded: "its author took it back",
}

func (s *Server) method(c echo.Context) error {
	p := methodPage{base: s.base(c, "Method", "method"), Taggers: s.conf.Taggers, Version: s.conf.Version}
	for _, st := range gainsay.Statuses() {
		p.Statuses = append(p.Statuses, term{string(st), view.StatusLabel(st), statusDocs[st]})
	}
	for _, d := range gainsay.Disputes() {
		p.Disputes = append(p.Disputes, term{string(d), view.DisputeLabel(d), disputeDocs[d]})
	}
	return s.render(c, http.StatusOK, "method", p)
}
