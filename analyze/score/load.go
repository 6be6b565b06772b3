package score

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed weights
var embedded embed.FS

// Extension is that of a weight file; the rest of its name is the model's.
const Extension = ".weights"

// Models is a set of models, each read when it is first asked for.
type Models struct {
	// Encoder gives inputs their vectors; nil to score without heads. Set it
	// before the models are used.
	Encoder Encoder

	files []fs.FS // a later one overrides an earlier one

	mu   sync.Mutex
	read map[string]*Model
}

// Load returns the models in the binary, overridden by those in the folders, a
// later one by a later folder.
func Load(over ...fs.FS) *Models {
	own, err := fs.Sub(embedded, "weights")
	if err != nil {
		panic("score: " + err.Error()) // the name is a constant
	}
	return &Models{files: append([]fs.FS{own}, over...), read: map[string]*Model{}}
}

// Files are weight files by name, as a folder for Load. They are read whole only.
type Files map[string][]byte

// Open implements fs.FS; it always fails, since ReadFile and Glob do all that Load needs.
func (f Files) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile implements fs.ReadFileFS.
func (f Files) ReadFile(name string) ([]byte, error) {
	b, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return b, nil
}

// Glob implements fs.GlobFS.
func (f Files) Glob(pattern string) (out []string, err error) {
	for _, name := range sortedKeys(f) {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, name)
		}
	}
	return out, nil
}

// Names lists the names of all models, sorted.
func (m *Models) Names() ([]string, error) {
	seen := map[string]bool{}
	for _, f := range m.files {
		names, err := fs.Glob(f, "*"+Extension)
		if err != nil {
			return nil, fmt.Errorf("list weights: %w", err)
		}
		for _, n := range names {
			seen[strings.TrimSuffix(n, Extension)] = true
		}
	}
	return sortedKeys(seen), nil
}

// Over lists the models that come from the folders given to Load, sorted.
func (m *Models) Over() ([]string, error) {
	over := &Models{files: m.files[1:]}
	return over.Names()
}

// Hash writes the names, sizes and contents of all weight files to h, those
// that are overridden included.
func (m *Models) Hash(h io.Writer) error {
	for _, f := range m.files {
		names, err := fs.Glob(f, "*"+Extension)
		if err != nil {
			return fmt.Errorf("list weights: %w", err)
		}
		for _, n := range names {
			b, err := fs.ReadFile(f, n)
			if err != nil {
				return fmt.Errorf("read weights: %w", err)
			}
			fmt.Fprintf(h, "%s %d\n", n, len(b))
			h.Write(b)
		}
	}
	return nil
}

// Get returns a model, read at the first call. The error wraps fs.ErrNotExist
// if there is no such model. Get may be called from several goroutines.
func (m *Models) Get(name string) (*Model, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if got, ok := m.read[name]; ok {
		return got, nil
	}
	b, from, err := m.file(name)
	if err != nil {
		return nil, err
	}
	got, err := Unmarshal(b)
	if err != nil {
		return nil, fmt.Errorf("read weights %s: %w", name, err)
	}
	if got.head, err = headOf(got, from); err != nil {
		return nil, err
	}
	if got.bases, err = m.basesOf(got.head, from); err != nil {
		return nil, err
	}
	m.read[name] = got
	return got, nil
}

// headOf reads the head of a model from the folder that the model is from, for a
// head fits no other model; nil if there is none.
func headOf(linear *Model, from fs.FS) (*Model, error) {
	b, err := fs.ReadFile(from, linear.Name+HeadSuffix+Extension)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	h, err := Unmarshal(b)
	if err == nil && !h.refines(linear) {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("read weights %s: %w", linear.Name+HeadSuffix, err)
	}
	return h, nil
}

// basesOf reads the models on which a head is stacked, from the folder that the
// head is from or else from the binary: those that it was trained with.
func (m *Models) basesOf(head *Model, from fs.FS) (out []*Model, err error) {
	if head == nil {
		return nil, nil
	}
	own := &Models{files: []fs.FS{m.files[0], from}, read: map[string]*Model{}}
	for _, b := range head.Base {
		base, err := own.Get(b.Name)
		if err != nil {
			return nil, err
		}
		if base.bases != nil || len(base.Classes) != b.Classes {
			return nil, fmt.Errorf("read weights %s: %w", head.Name, errDamaged)
		}
		out = append(out, m.shared(base, own))
	}
	return out, nil
}

// shared returns the model that m has by the name of one of own, if both are read
// from the same files, so that it is scored once; else the model of own.
func (m *Models) shared(base *Model, own *Models) *Model {
	for _, name := range []string{base.Name, base.Name + HeadSuffix} {
		a, _, err := m.file(name)
		b, _, err2 := own.file(name)
		if err != nil || err2 != nil || !bytes.Equal(a, b) {
			return base
		}
	}
	if known, ok := m.read[base.Name]; ok {
		return known
	}
	m.read[base.Name] = base
	return base
}

// Digest returns "sha256:" and the digest of a weight file.
func (m *Models) Digest(name string) (string, error) {
	b, _, err := m.file(name)
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), err
}

// Card returns the card of a model without decoding its weights.
func (m *Models) Card(name string) (Card, error) {
	b, _, err := m.file(name)
	if err != nil {
		return Card{}, err
	}
	return ReadCard(b)
}

// file returns the weight file of a name and the folder that it is from.
func (m *Models) file(name string) (b []byte, from fs.FS, err error) {
	for _, f := range slices.Backward(m.files) {
		if b, err = fs.ReadFile(f, name+Extension); err == nil {
			return b, f, nil
		}
	}
	return nil, nil, fmt.Errorf("read weights: %w", err)
}
