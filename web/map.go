package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = register("/threads/:key/map", (*Server).argumentMap)

// mapPage is the argument map of a thread: a line for each comment, in order
// and indented by reply, and beside them an arc for each relation, from the
// later comment to the earlier. Runs of comments without a relation are folded.
type mapPage struct {
	base
	Name    string // of the thread
	Key     string
	T       *gainsay.Thread
	Marks   string       // whose marks count, as the address says
	Bases   []filterLink // to choose it
	Kinds   []filterLink
	Folds   []filterLink
	Zooms   []filterLink
	Zoom    int
	Rows    []mapRow
	Arcs    []arc
	Listed  []listedArc
	Width   int // of the drawing, in its own units
	Height  int // pixels
	Pages   []pageLink
	Beyond  int // relations with an end on another page
	Clear   string
	Nothing bool
}

// mapRow is a comment, or a run of comments folded away.
type mapRow struct {
	ID, Author, Words, Label, Class, Href string
	Depth, N                              int
	Folded                                int    // comments in the run; 0 for a comment
	Unfold                                string // address that shows them
}

// listedArc is an arc in words, for readers who do not see the drawing.
type listedArc struct {
	Kind, From, To, FromHref, ToHref, Verb string
}

const mapRows = 500 // a page

// zooms are the heights of a line, in pixels. The smallest shows no words.
var zooms = []struct {
	label  string
	height int
}{{"Overview", 14}, {"Small", 25}, {"Medium", 30}, {"Large", 44}}

func (s *Server) argumentMap(c echo.Context) error {
	v, err := s.threadView(c)
	if err != nil {
		return err
	}
	q, err := v.mapQuery()
	if err != nil {
		return err
	}
	zoom, err := zoomOf(q, len(v.a.Thread.Comments))
	if err != nil {
		return err
	}
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	path := threadPath(v.key) + "/map"
	v.query = url.Values{} // marks as an unfiltered thread page has them
	p := &mapPage{base: s.base(c, "Argument map: "+v.title(), "threads"), Name: v.title(), Key: v.key, T: v.a.Thread,
		Zoom: zoom, Bases: basisLinks(path, q, decide.Machine), Marks: q.Get("marks")}
	links := v.links(q["kind"])
	p.controls(v, path, q)
	rows := p.fold(v, links, q, path)
	if i := slices.IndexFunc(rows, func(r mapRow) bool { return r.ID != "" && r.ID == q.Get("at") }); i >= 0 {
		page = i/mapRows + 1
	}
	page = min(page, max(1, (len(rows)+mapRows-1)/mapRows))
	p.Pages = pageLinks(path, without(q, "at"), page, len(rows), mapRows)
	p.Rows = rows[(page-1)*mapRows : min(page*mapRows, len(rows))]
	p.Height = len(p.Rows) * zooms[zoom].height
	p.draw(v, links)
	return s.render(c, http.StatusOK, "map", p)
}

// maxOpen bounds how many runs of comments an address opens: the address is
// repeated in the link of each row that is folded.
const maxOpen = 32

// mapQuery is the query of a map without what it does not understand.
func (v *threadView) mapQuery() (url.Values, error) {
	q := url.Values{}
	for _, param := range []string{"kind", "fold", "zoom", "at", "page", "open", "marks"} {
		for _, value := range v.query[param] {
			if !slices.Contains(q[param], value) && (param != "open" || v.comments[value] != nil) {
				q.Add(param, value)
			}
		}
	}
	if len(q["open"]) > maxOpen {
		return nil, echo.NewHTTPError(http.StatusBadRequest,
			fmt.Sprintf("More than %d parts are unfolded. Show all comments instead (fold=no).", maxOpen))
	}
	return q, nil
}

// zoomOf is the zoom asked for, or one that suits the size of the thread.
func zoomOf(q url.Values, comments int) (int, error) {
	if q.Get("zoom") == "" {
		if comments > 150 {
			return 1, nil
		}
		return 2, nil
	}
	n, err := strconv.Atoi(q.Get("zoom"))
	if err != nil || n < 0 || n >= len(zooms) {
		return 0, echo.NewHTTPError(http.StatusBadRequest,
			fmt.Sprintf("Unknown zoom level: “%s”.", q.Get("zoom")))
	}
	return n, nil
}

// link is a relation between two comments.
type link struct {
	From, To string // ids of comments
	Kind     gainsay.RelationKind
	Anchor   string // of the mark it starts from, or of its comment
}

// bearing are the kinds shown by default: all except repetition, which would
// hide the rest in some threads.
func bearing() []string {
	var out []string
	for _, k := range gainsay.RelationKinds() {
		if k != gainsay.Repeats {
			out = append(out, string(k))
		}
	}
	return out
}

// links are the relations of the kinds, or of bearing if there are no kinds, one
// for each pair of comments and kind.
func (v *threadView) links(kinds []string) []link {
	if len(kinds) == 0 {
		kinds = bearing()
	}
	var out []link
	seen := map[link]bool{}
	for _, r := range v.a.Relations {
		l := link{v.annotations[r.From].Comment, v.annotations[r.To].Comment, r.Kind, ""}
		if l.From == l.To || seen[l] || v.comments[l.From] == nil || v.comments[l.To] == nil ||
			!slices.Contains(kinds, string(r.Kind)) {
			continue
		}
		seen[l] = true
		from := v.annotations[r.From]
		if l.Anchor = "c-" + l.From; v.shows(from) {
			l.Anchor = "m-" + r.From
		}
		out = append(out, l)
	}
	return out
}

// kindLinks toggle the kinds of relations that the thread has.
func (v *threadView) kindLinks(path string, q url.Values) (out []filterLink) {
	counts := map[string]int{}
	for _, l := range v.links(append(bearing(), string(gainsay.Repeats))) {
		counts[string(l.Kind)]++
	}
	for _, k := range gainsay.RelationKinds() {
		if k := string(k); counts[k] > 0 {
			out = append(out, filterLink{k, k, toggled(path, q, "kind", k), counts[k],
				slices.Contains(q["kind"], k)})
		}
	}
	return out
}

// controls makes the links for kinds, folding and zoom.
func (p *mapPage) controls(v *threadView, path string, q url.Values) {
	p.Kinds = v.kindLinks(path, q)
	p.Nothing = len(p.Kinds) == 0
	if len(q["kind"]) > 0 {
		p.Clear = with(path, q, "kind", "")
	}
	p.Folds = []filterLink{
		{Label: "Only comments with relations", Href: with(path, without(q, "open"), "fold", ""),
			On: q.Get("fold") != "no"},
		{Label: "All comments", Href: with(path, without(q, "open"), "fold", "no"),
			On: q.Get("fold") == "no"},
	}
	for n, z := range zooms {
		href := with(path, q, "zoom", strconv.Itoa(n))
		p.Zooms = append(p.Zooms, filterLink{Label: z.label, Href: href, On: n == p.Zoom})
	}
}

// fold makes the rows of all comments, runs of three and more without a
// relation folded into one unless the address opens them.
func (p *mapPage) fold(v *threadView, links []link, q url.Values, path string) []mapRow {
	tied := map[string]bool{q.Get("at"): true}
	for _, l := range links {
		tied[l.From], tied[l.To] = true, true
	}
	var rows []mapRow
	var run []*gainsay.Comment
	flush := func() {
		if len(run) > 2 && q.Get("fold") != "no" && !slices.Contains(q["open"], run[0].ID) {
			rows = append(rows, mapRow{Folded: len(run), Unfold: toggled(path, q, "open", run[0].ID),
				Depth: min(v.depth[run[0].ID], maxDepth)})
		} else {
			for _, c := range run {
				rows = append(rows, v.mapRow(c))
			}
		}
		run = nil
	}
	for _, c := range view.DepthFirst(v.a.Thread.Comments) {
		if !tied[c.ID] {
			run = append(run, c)
			continue
		}
		flush()
		rows = append(rows, v.mapRow(c))
	}
	flush()
	return rows
}

func (v *threadView) mapRow(c *gainsay.Comment) mapRow {
	r := mapRow{
		ID: c.ID, Author: c.Author, Words: view.Clip(c.Text, 160), Depth: min(v.depth[c.ID], maxDepth),
		Href: v.placed(c.ID, "c-"+c.ID), Class: string(c.State),
	}
	spam, marks := v.marksOf(c)
	switch m := foremost(marks); {
	case spam != nil:
		r.Class, r.Label, r.Words = "spam", spam.Label, ""
	case m != nil:
		r.Class, r.Label = m.Class, m.Label
	case c.State == gainsay.Missing:
		r.Words = "not in the source"
	}
	return r
}

// draw lays out the arcs between the page's rows.
func (p *mapPage) draw(v *threadView, links []link) {
	at := map[string]int{}
	for i := range p.Rows {
		p.Rows[i].N = i
		if p.Rows[i].ID != "" {
			at[p.Rows[i].ID] = i
		}
	}
	var spans []laneSpan
	var drawn []link
	for _, l := range links {
		from, ok1 := at[l.From]
		to, ok2 := at[l.To]
		switch {
		case ok1 && ok2:
			spans, drawn = append(spans, laneSpan{from, to}), append(drawn, l)
		case ok1 || ok2:
			p.Beyond++
		}
	}
	lanes, n := assignLanes(spans)
	p.Width = max(minWidth, arcInset+(n+1)*laneWidth+8)
	for i, l := range drawn {
		from, to := v.who(l.From), v.who(l.To)
		verb := verbOf(l.Kind, from, to)
		href := v.placed(l.From, l.Anchor)
		p.Arcs = append(p.Arcs, newArc(spans[i], lanes[i], zooms[p.Zoom].height, l,
			from+" "+verb+" "+to, href))
		p.Listed = append(p.Listed,
			listedArc{string(l.Kind), from, to, href, v.placed(l.To, "c-"+l.To), verb})
	}
}

// verbOf says what the author of one comment does to that of another by a
// relation between them, before the other's name.
func verbOf(kind gainsay.RelationKind, from, to string) string {
	if kind == gainsay.Concedes && from == to {
		return "takes back a claim by"
	}
	return relationVerbs[kind]
}

var relationVerbs = map[gainsay.RelationKind]string{
	gainsay.Supports: "supports", gainsay.Rebuts: "rebuts", gainsay.Undercuts: "undercuts",
	gainsay.Questions: "asks for evidence from", gainsay.Supplies: "supplies evidence to",
	gainsay.Concedes: "concedes to", gainsay.Repeats: "repeats",
}
