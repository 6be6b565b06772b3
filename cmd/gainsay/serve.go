package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
	"github.com/spf13/cobra"
)

var _ = register(serveCommand)

func serveCommand() *cobra.Command {
	var db, addr string
	c := &cobra.Command{Use: "serve", Short: "Serve the web view", Args: noArgs}
	dbFlag(c, &db)
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	c.RunE = func(c *cobra.Command, _ []string) error {
		d, err := store.Open(db)
		if err != nil {
			return err
		}
		defer d.Close()
		h, err := webServer(d)
		if err != nil {
			return err
		}
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		fmt.Fprintf(c.ErrOrStderr(), "Gainsay serves %s at http://%s (end with Ctrl-C)\n", db, l.Addr())
		return serve(c.Context(), l, h)
	}
	return c
}

// serve answers until ctx ends, then lets open requests finish.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		wait, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		done <- srv.Shutdown(wait)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

func webServer(d *store.DB) (*web.Server, error) {
	all, err := tagger.All()
	if err != nil {
		return nil, err
	}
	var docs []web.Tagger
	for _, t := range all {
		w := web.Tagger{Name: t.Name, Doc: t.Doc, Tags: t.Tags}
		for _, r := range t.Rules {
			w.Rules = append(w.Rules, web.Rule(r))
		}
		docs = append(docs, w)
	}
	return web.New(webStore{d}, docs, buildVersion())
}

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
	if errors.Is(err, store.ErrNotFound) {
		return nil, web.ErrNotFound
	}
	return a, err
}

func (s webStore) Assertions(ctx context.Context, f web.AssertionFilter) ([]web.AssertionRow, int, error) {
	rows, total, err := s.db.Assertions(ctx, storeFilter(f))
	out := make([]web.AssertionRow, len(rows))
	for i, r := range rows {
		out[i] = web.AssertionRow{Assertion: r.Assertion, ThreadKey: r.ThreadKey, ThreadTitle: r.ThreadTitle, Time: r.Time}
	}
	return out, total, err
}

// storeFilter canonicalises the topics: "russian" finds Russia.
func storeFilter(f web.AssertionFilter) store.AssertionFilter {
	out := store.AssertionFilter(f)
	out.Topics = canonical(f.Topics)
	return out
}

func (s webStore) Facets(ctx context.Context, f web.AssertionFilter) (web.Facets, error) {
	g, err := s.db.AssertionFacets(ctx, storeFilter(f))
	out := web.Facets{Total: g.Total, Status: counts(g.Status), Dispute: counts(g.Dispute), Topics: counts(g.Topics), Authors: counts(g.Authors)}
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
