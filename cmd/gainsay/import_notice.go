package main

import (
	"context"
	"errors"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
)

// fresh are the comments of analysed threads in which a mark is new, thread by
// thread: all with marks of a thread that is not stored.
func (i *importing) fresh(ctx context.Context, items []store.Item) ([][]webhook.Comment, error) {
	out := make([][]webhook.Comment, len(items))
	for n, it := range items {
		key := store.Key(it.Analysis.Thread.Format, it.Analysis.Thread.ID)
		old, err := i.db.Annotations(ctx, key)
		if err != nil && !errors.Is(err, view.ErrNotFound) {
			return nil, err
		}
		out[n] = newMarks(key, it.Analysis, old)
	}
	return out, nil
}

// newMarks are the comments of a thread with marks that it did not have before.
func newMarks(key string, a *gainsay.Analysis, old []gainsay.Annotation) (out []webhook.Comment) {
	had := make(map[string]bool, len(old))
	for i := range old {
		had[old[i].ID] = true
	}
	marks := map[string][]gainsay.Annotation{}
	for _, m := range a.Annotations {
		if !had[m.ID] {
			marks[m.Comment] = append(marks[m.Comment], m)
		}
	}
	for _, c := range a.Thread.Comments {
		if ms := marks[c.ID]; len(ms) > 0 {
			out = append(out, webhook.Comment{Thread: key, Comment: c, Annotations: ms})
		}
	}
	return out
}

// saveItems saves threads and, where there are webhooks, the notices of their new
// marks with them. It reports whether there were any.
func (i *importing) saveItems(ctx context.Context, items []store.Item, whole bool) (results []store.Result, noticed bool, err error) {
	hooks, err := i.db.Webhooks(ctx)
	if err != nil {
		return nil, false, err
	}
	if len(hooks) == 0 || len(items) == 0 {
		results, err = i.db.SaveAll(ctx, items, i.position(whole)...)
		return results, false, err
	}
	fresh, err := i.fresh(ctx, items)
	if err != nil {
		return nil, false, err
	}
	results, err = i.db.SaveAndNotify(ctx, items, func(results []store.Result) ([]view.Notice, error) {
		var saved []webhook.Comment
		for n, r := range results {
			if r.Err == nil {
				saved = append(saved, fresh[n]...)
			}
		}
		all, err := webhook.ImportNotices(hooks, saved, time.Now())
		noticed = len(all) > 0
		return all, err
	}, i.position(whole)...)
	return results, noticed, err
}
