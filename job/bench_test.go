package job_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/store"
)

// BenchmarkJobs adds empty jobs and runs them, 4 at a time.
func BenchmarkJobs(b *testing.B) {
	b.Run("local", func(b *testing.B) {
		kinds, ended := empty(b)
		q := job.NewLocal(kinds, nil)
		ctx, stop := context.WithCancel(b.Context())
		defer stop()
		go q.Run(ctx, 4)
		addAll(b, q, ended)
	})
	b.Run("river", func(b *testing.B) {
		kinds, ended := empty(b)
		db, err := store.Open(pgtest.URL(b))
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		pool, schema, err := db.Pool(b.Context(), 8)
		if err != nil {
			b.Fatal(err)
		}
		q, err := job.NewRiver(pool, schema, kinds, nil, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		defer q.Close()
		ctx, stop := context.WithCancel(b.Context())
		over := make(chan error)
		go func() { over <- q.Run(ctx, 4) }()
		b.ResetTimer()
		addAll(b, q, ended)
		b.StopTimer()
		stop()
		if err := <-over; err != nil {
			b.Error(err)
		}
	})
}

func empty(b *testing.B) (map[string]job.Kind, <-chan struct{}) {
	ended := make(chan struct{}, b.N)
	return map[string]job.Kind{"plain": {Run: func(context.Context, *job.Task) error { ended <- struct{}{}; return nil }}}, ended
}

func addAll(b *testing.B, q job.Queue, ended <-chan struct{}) {
	for range b.N {
		if _, _, err := q.Add(b.Context(), job.New{Kind: "plain"}); err != nil {
			b.Fatal(err)
		}
	}
	for range b.N {
		<-ended
	}
}
