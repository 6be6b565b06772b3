package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/judge"
	"github.com/gainsay/gainsay/store"
)

// storedWeights returns the weights that a database has in use; nil for those of the
// binary alone.
func storedWeights(ctx context.Context, d *store.DB) (fs.FS, error) {
	w, err := d.Weights(ctx)
	if err != nil {
		return nil, err
	}
	return usable(w)
}

// usable returns weights as a folder, nil for none. It fails if they are damaged.
func usable(w store.Weights) (fs.FS, error) {
	if w.Digest == "" {
		return nil, nil
	}
	files := score.Files(w.Files)
	if _, err := readable(files); err != nil {
		return nil, fmt.Errorf("weights of the database: %w", err)
	}
	return files, nil
}

// storedRules returns the hash of the rules and of the weights that analyses to a
// database use.
func storedRules(ctx context.Context, d *store.DB) (string, error) {
	w, err := d.Weights(ctx)
	return rulesWith(w), err
}

// rulesWith returns the hash of the rules and of weights over those of the binary.
func rulesWith(w store.Weights) string {
	if w.Digest == "" {
		return buildVersion().Rules
	}
	return rulesHash(score.Load(score.Files(w.Files)))
}

// storedWeights takes those that the database has in use, unless a folder is named,
// and says so.
func (i *importing) storedWeights(ctx context.Context) error {
	if i.weights != "" {
		return nil
	}
	w, err := i.db.Weights(ctx)
	if err != nil {
		return err
	}
	if i.stored, err = usable(w); err != nil || i.stored == nil {
		return err
	}
	i.digest = w.Digest
	fmt.Fprintf(i.cmd.ErrOrStderr(), "gainsay: with the weights that decisions in the database taught: %s\n",
		joined(slices.Sorted(maps.Keys(w.Files))))
	return nil
}

// doorModels are the models that doors judge comments by. They follow what the
// database has in use.
type doorModels struct {
	db      *store.DB
	encoded bool

	mu      sync.Mutex
	looked  time.Time // when the digest was read last
	digest  string
	current *judge.Model
}

// newDoorEngine returns the engine with the weights that the database has in use, with the
// sentence encoder or without. The caller must Close it.
func newDoorEngine(db *store.DB, mode encoderMode) (*judge.Engine, error) {
	m := &doorModels{db: db, encoded: mode.on(false)}
	_, err := m.Now()
	return judge.New(db, m), err
}

// doorLook is how long doors go on with weights before they look for others.
const doorLook = time.Second

// Now implements judge.Models.
func (m *doorModels) Now() (*judge.Model, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil && time.Since(m.looked) < doorLook {
		return m.current, nil
	}
	ctx := context.Background()
	digest, err := m.db.WeightsDigest(ctx)
	if err != nil {
		return nil, err
	}
	if m.current == nil || digest != m.digest {
		made, err := m.make(ctx)
		if err != nil {
			return nil, err
		}
		m.current, m.digest = made, digest
	}
	m.looked = time.Now()
	return m.current, nil
}

func (m *doorModels) make(ctx context.Context) (*judge.Model, error) {
	stored, err := storedWeights(ctx, m.db)
	if err != nil {
		return nil, err
	}
	models, e, err := modelsWith(stored, m.encoded)
	if err != nil {
		return nil, err
	}
	made := &judge.Model{}
	if made.Driver, err = newDriver(models, e, nil); err != nil {
		return nil, err
	}
	if made.Prober, err = tagger.NewProber(models); err != nil {
		return nil, err
	}
	if stored == nil {
		made.Plain, err = ownDriver()
		return made, err
	}
	made.Plain, err = newDriver(score.Load(stored), nil, nil)
	return made, err
}
