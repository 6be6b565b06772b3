package web

import (
	"net/http"

	"github.com/gainsay/gainsay"
	"github.com/labstack/echo/v4"
)

var _ = register("/method", (*Server).method)

// methodPage tells how marks come about, from the taggers' own docs.
type methodPage struct {
	base
	Taggers  []Tagger
	Statuses []term
	Disputes []term
}

type term struct{ Name, Label, Doc string }

var statusDocs = map[gainsay.Status]string{
	gainsay.Unsupported: "nothing in the thread backs it, or only a figure without a source",
	gainsay.Argued:      "backed by reasoning only",
	gainsay.Attested:    "backed by what its author says to have seen or done",
	gainsay.Grounded:    "the article above the thread says it",
	gainsay.Sourced:     "backed by a link, a named source or a quotation, here or later in the thread",
	gainsay.Hedged:      "offered as a guess, not asserted",
}

var disputeDocs = map[gainsay.Dispute]string{
	gainsay.Open: "nobody took it up", gainsay.Questioned: "someone asked what it rests on",
	gainsay.Contested: "someone asserted the contrary", gainsay.Conceded: "its author took it back",
}

func (s *Server) method(c echo.Context) error {
	p := methodPage{base: s.base("Method", "method"), Taggers: s.taggers}
	for _, st := range gainsay.Statuses() {
		p.Statuses = append(p.Statuses, term{string(st), statusLabels[st], statusDocs[st]})
	}
	for _, d := range gainsay.Disputes() {
		p.Disputes = append(p.Disputes, term{string(d), disputeLabels[d], disputeDocs[d]})
	}
	return s.render(c, http.StatusOK, "method", p)
}
