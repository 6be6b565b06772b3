package main

import (
	"context"
	"errors"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// webStore gives the pages what they ask for in their own types.
type webStore struct{ db *store.DB }

func (s webStore) Threads(ctx context.Context, f web.ThreadFilter) ([]web.ThreadRow, int, error) {
	rows, total, err := s.db.Threads(ctx, store.ThreadFilter(f))
	out := make([]web.ThreadRow, len(rows))
	for i, r := range rows {
		out[i] = web.ThreadRow{
			Key: r.Key, Title: r.Title, URL: r.URL, Format: r.Format, Imported: r.Imported, Comments: r.Comments, Authors: r.Authors,
			LostAuthors: r.LostAuthors, InferredParents: r.InferredParents, Assertions: r.Assertions, Unsupported: r.Unsupported,
			Questioned: r.Questioned, Contested: r.Contested, Insults: r.Insults, Spam: r.Spam,
		}
	}
	return out, total, err
}

func (s webStore) Analysis(ctx context.Context, key string) (*gainsay.Analysis, error) {
	a, err := s.db.Analysis(ctx, key)
	return a, notFound(err)
}

func (s webStore) Assertions(ctx context.Context, f web.AssertionFilter) ([]web.AssertionRow, int, error) {
	rows, total, err := s.db.Assertions(ctx, storeFilter(f))
	out := make([]web.AssertionRow, len(rows))
	for i, r := range rows {
		out[i] = webRow(r)
	}
	return out, total, err
}

func webRow(r store.AssertionRow) web.AssertionRow {
	return web.AssertionRow{Assertion: r.Assertion, ThreadKey: r.ThreadKey, ThreadTitle: r.ThreadTitle, Time: r.Time}
}

func (s webStore) Claims(ctx context.Context, f web.AssertionFilter) ([]web.Claim, int, error) {
	claims, total, err := s.db.Claims(ctx, storeFilter(f))
	return webClaims(claims), total, err
}

func (s webStore) Claim(ctx context.Context, thread, assertion string) (web.Claim, error) {
	c, err := s.db.Claim(ctx, thread, assertion)
	return webClaim(c), notFound(err)
}

func webClaims(in []store.Claim) []web.Claim {
	out := make([]web.Claim, len(in))
	for i, c := range in {
		out[i] = webClaim(c)
	}
	return out
}

func webClaim(c store.Claim) web.Claim {
	out := web.Claim{
		Times: c.Times, People: c.People, Threads: c.Threads, Unsupported: c.Unsupported, Sourced: c.Sourced, Asked: c.Asked, Answered: c.Answered,
		Contested: c.Contested, Conceded: c.Conceded, Notable: c.Notable, Worth: c.Worth, Contrary: webClaims(c.Contrary), MoreContrary: c.MoreContrary,
	}
	for _, r := range c.Said {
		out.Said = append(out.Said, webRow(r))
	}
	for _, e := range c.Events {
		out.Events = append(out.Events, web.Event(e))
	}
	return out
}

func (s webStore) Ledger(ctx context.Context, author string) (web.Ledger, error) {
	l, err := s.db.Ledger(ctx, author)
	return web.Ledger{
		Threads: l.Threads, Comments: l.Comments, Asserted: l.Asserted, Unsupported: l.Unsupported, Sourced: l.Sourced, Asked: l.Asked,
		Answered: l.Answered, AnsweredSelf: l.AnsweredSelf, Contested: l.Contested, Conceded: l.Conceded,
		AskedOthers: l.AskedOthers, SuppliedOthers: l.SuppliedOthers, CounteredOthers: l.CounteredOthers, MinRate: store.MinRate,
	}, notFound(err)
}

func (s webStore) Topics(ctx context.Context, query string, limit, offset int) ([]web.TopicRow, int, error) {
	rows, total, err := s.db.Topics(ctx, query, limit, offset)
	out := make([]web.TopicRow, len(rows))
	for i, r := range rows {
		out[i] = web.TopicRow(r)
	}
	return out, total, err
}

// notFound makes the store's word for it that of the pages.
func notFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return web.ErrNotFound
	}
	return err
}

// storeFilter canonicalises the topics: "russian" finds Russia.
func storeFilter(f web.AssertionFilter) store.AssertionFilter {
	out := store.AssertionFilter(f)
	out.Topics = canonical(f.Topics)
	return out
}

func (s webStore) Facets(ctx context.Context, f web.AssertionFilter) (web.Facets, error) {
	g, err := s.db.AssertionFacets(ctx, storeFilter(f))
	out := web.Facets{Total: g.Total, Status: counts(g.Status), Dispute: counts(g.Dispute), Topics: counts(g.Topics), Authors: counts(g.Authors), With: counts(g.With)}
	for _, p := range g.Pairs {
		out.Pairs = append(out.Pairs, p.Value)
		out.PairCounts = append(out.PairCounts, p.N)
	}
	return out, err
}

func counts[T ~string](in []store.Count[T]) []web.Count {
	var out []web.Count
	for _, c := range in {
		out = append(out, web.Count{Name: string(c.Value), N: c.N})
	}
	return out
}

func (s webStore) Search(ctx context.Context, query string, limit, offset int) ([]web.SearchRow, int, error) {
	rows, total, err := s.db.Search(ctx, query, limit, offset)
	out := make([]web.SearchRow, len(rows))
	for i, r := range rows {
		out[i] = web.SearchRow{ThreadKey: r.ThreadKey, ThreadTitle: r.ThreadTitle, Comment: r.Comment, Author: r.Author, Snippet: r.Snippet, Time: r.Time}
	}
	return out, total, err
}
