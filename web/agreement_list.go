package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/view"
)

// disputesPerPage is how many disagreements a page lists.
const disputesPerPage = 10

// disputeView is a unit on which coders differ.
type disputeView struct {
	*agree.Unit
	N       int // its number in the list, from 1
	Class   string
	Title   string // of the thread
	Author  string
	Href    string
	Sides   []sideView
	Any     int64 // a decision about it
	Settled *sideView
}

// sideView is what one coder chose. Take is the form's value for it.
type sideView struct {
	Coder, Class, Label, Note, Take string
	Key                             int
	ID                              int64
}

// listDisputes adds the page's part of the list of disagreements.
func (s *Server) listDisputes(ctx context.Context, p *agreementPage, units []agree.Unit, coders []string, place listPlace) error {
	tag, status := gainsay.Tag(p.Params.Get("tag")), gainsay.Status(p.Params.Get("status"))
	switch {
	case tag != "":
		p.Of = view.TagLabel(tag)
	case status != "":
		p.Of = view.StatusLabel(status)
	}
	listed := disputes{units: units}
	for i := range units {
		u := &units[i]
		if u.Differ(coders) && (u.Settled != nil) == p.Resolved && concerns(u, coders, tag, status) {
			listed.at = append(listed.at, i)
		}
	}
	p.Total = len(listed.at)
	shown, pages, err := paged("/agreement", p.Params, place, disputesPerPage, listed.page, listed.cursor)
	if err != nil {
		return err
	}
	p.Pages = pages
	var found []*agree.Unit
	for _, at := range shown {
		found = append(found, &units[at])
	}
	var refs []view.CommentRef
	for _, u := range found {
		refs = append(refs, view.CommentRef{Thread: u.Thread, Comment: u.Comment})
	}
	places, err := s.conf.Store.CommentPlaces(ctx, refs)
	if err != nil {
		return err
	}
	for i, u := range found {
		d := newDispute(u, coders)
		place := places[refs[i]]
		n, _ := slices.BinarySearch(listed.at, shown[i])
		d.N, d.Title, d.Author = n+1, place.Title, place.Author
		if d.Title == "" {
			d.Title = u.Thread
		}
		p.List = append(p.List, d)
	}
	return nil
}

// disputes are those of units at some places, which are listed in pages. A unit keeps
// its place when it is settled and leaves the list.
type disputes struct {
	units []agree.Unit
	at    []int // in order
}

func (d disputes) cursor(at int) string { return strconv.FormatInt(d.units[at].First, 10) }

// page lists places, and one more than a page has. Where the unit of a cursor has
// gone, it begins at the start.
func (d disputes) page(p listPlace) ([]int, error) {
	from, to := min((p.page-1)*disputesPerPage, len(d.at)), len(d.at)
	if cursor := cmp.Or(p.after, p.before); cursor != "" && cursor != view.FromEnd {
		first, err := strconv.ParseInt(cursor, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%w: %q", view.ErrCursor, cursor)
		}
		place := slices.IndexFunc(d.units, func(u agree.Unit) bool { return u.First == first })
		n, found := slices.BinarySearch(d.at, place)
		if p.after != "" {
			from = n + btoi(found)
		} else if place >= 0 {
			to = n
		}
	}
	if p.after == "" && p.before != "" {
		from = max(0, to-disputesPerPage-1)
	}
	return d.at[from:min(to, from+disputesPerPage+1)], nil
}

// concerns reports whether the coders differ about a tag or a status; "" for any.
func concerns(u *agree.Unit, coders []string, tag gainsay.Tag, status gainsay.Status) bool {
	if tag == "" && status == "" {
		return true
	}
	yes, no := 0, 0
	for _, name := range coders {
		switch x := u.Choice(name); {
		case x == nil:
		case tag != "" && x.Value.Tag == tag, status != "" && x.Value.Status == status:
			yes++
		default:
			no++
		}
	}
	return yes > 0 && no > 0
}
