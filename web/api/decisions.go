package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
)

var _ = add(
	&route{method: http.MethodGet, path: "/decisions", scope: account.Read, name: "listDecisions",
		doc: "Lists decisions in the order in which they were made.", params: listParams(decisionParams...),
		answer: gainsay.Decision{}, list: true, handle: (*API).decisions},
	&route{method: http.MethodPost, path: "/threads/{key}/decisions", scope: account.Moderate,
		name:   "decide",
		doc:    "Decides about a mark of a thread, or adds one that was missed. The decision is saved under the name of the key.",
		params: []param{keyParam}, body: []content{{"application/json", decide.Request{}}},
		status: http.StatusCreated, answer: gainsay.Decision{},
		fails:  []int{http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		handle: (*API).decide},
	&route{method: http.MethodDelete, path: "/decisions/{id}", scope: account.Moderate,
		name:   "undoDecision",
		doc:    "Takes a decision of the same key back. The record stays; a record of the undoing is returned.",
		params: []param{idParam}, answer: gainsay.Decision{}, fails: []int{http.StatusNotFound},
		handle: (*API).undo},
)

func (a *API) decisions(c *call) error {
	f, err := query.Decisions(c.q)
	if err != nil {
		return err
	}
	return listed(c, func(after string, limit int) (part[gainsay.Decision], error) {
		p := part[gainsay.Decision]{total: -1}
		if after != "" {
			if f.After, err = strconv.ParseInt(after, 10, 64); err != nil {
				return p, badPlace()
			}
		}
		f.Limit = limit + 1
		if p.items, err = a.Store.Decisions(c.ctx, f); err == nil && len(p.items) > limit {
			p.items = p.items[:limit]
			p.next = strconv.FormatInt(p.items[limit-1].ID, 10)
		}
		return p, err
	})
}

// maxJSON bounds a request that is one JSON object, in bytes.
const maxJSON = 1 << 20

// read decodes the JSON body of a request. Unknown members are refused.
func (c *call) read(v any) error {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return failf(http.StatusUnsupportedMediaType, "Send application/json.")
	}
	dec := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, maxJSON))
	dec.DisallowUnknownFields()
	if err = dec.Decode(v); err == nil {
		if _, err = dec.Token(); err == io.EOF {
			return nil
		}
		err = errors.New("more than one value")
	}
	if errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	return failf(http.StatusBadRequest, "The JSON cannot be read: %v.", err)
}

func (a *API) decide(c *call) error {
	var r decide.Request
	if err := c.read(&r); err != nil {
		return err
	}
	x, err := a.Store.Analysis(c.ctx, c.r.PathValue("key"))
	if err != nil {
		return err
	}
	d, err := decide.OfRequest(x, r, c.caller())
	if err != nil {
		return err
	}
	return a.save(c, d)
}

func (a *API) save(c *call, d gainsay.Decision) error {
	saved, err := a.Store.Decide(c.ctx, d)
	if err != nil {
		return err
	}
	return c.send(saved[0])
}

func (a *API) undo(c *call) error {
	id, err := number(c.r.PathValue("id"), 1, 1<<62)
	if err != nil {
		return err
	}
	ds, err := a.Store.Decisions(c.ctx, view.DecisionFilter{Coder: c.caller(), After: id - 1, Limit: 1})
	if err != nil {
		return err
	}
	if len(ds) == 0 || ds[0].ID != id {
		return failf(http.StatusNotFound, "%s has no decision %d, or it was undone or replaced already.", c.caller(), id)
	}
	return a.save(c, decide.Undo(ds[0]))
}
