package web_test

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

// loads counts the threads that are read whole, and their outlines.
type loads struct {
	*store.DB
	n        atomic.Int32
	outlines atomic.Int32
}

func (l *loads) Outline(ctx context.Context, key string) (*view.Outline, error) {
	l.outlines.Add(1)
	return l.DB.Outline(ctx, key)
}

func (l *loads) Analysis(ctx context.Context, key string) (*gainsay.Analysis, error) {
	l.n.Add(1)
	return l.DB.Analysis(ctx, key)
}

// TestWarm: after Warm the page of a thread reads no thread whole.
func TestWarm(t *testing.T) {
	path, err := database()
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l := &loads{DB: db}
	h, err := web.New(web.Config{Store: l})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	warmed := l.outlines.Load()
	s := httptest.NewServer(h)
	defer s.Close()
	viewed(t, s.URL+longPath, 200)
	if n := l.outlines.Load(); warmed == 0 || n != warmed || l.n.Load() != 0 {
		t.Errorf("%d threads warmed, the page reads %d outlines, %d threads were read whole", warmed, n-warmed, l.n.Load())
	}
}
