package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gainsay/gainsay/job"
)

// ImportKind is the kind of jobs that import an upload.
const ImportKind = "import"

// importArgs are the arguments of an import. The files are the job's.
type importArgs struct {
	Files    []string `json:"files"`
	Address  string   `json:"address,omitempty"`
	Format   string   `json:"format,omitempty"`
	Columns  string   `json:"columns,omitempty"`
	Encoder  string   `json:"encoder,omitempty"`
	Comments int      `json:"comments,omitempty"` // that the preview found; 0 if it did not read all
}

// NewImport is the job that imports an upload, whose folder it takes over: the same
// files with the same choices are one job. comments is how many there are, 0 if
// that is not known.
func NewImport(u Upload, title, by string, comments int) (job.New, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q\n", u.Address, u.Format, u.Columns, u.Encoder)
	for _, name := range u.Files {
		f, err := os.Open(filepath.Join(u.Dir, name))
		if err != nil {
			return job.New{}, err
		}
		fmt.Fprintf(h, "%q\n", name)
		_, err = io.Copy(h, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return job.New{}, err
		}
	}
	return job.New{Kind: ImportKind, Title: title, By: by, Dir: u.Dir, Unique: hex.EncodeToString(h.Sum(nil)),
		Args: importArgs{u.Files, u.Address, u.Format, u.Columns, u.Encoder, comments}}, nil
}

// ImportJobs runs jobs that import. note is told what each came to.
func ImportJobs(i Importer, note func(done Imported, err error, start time.Time)) job.Kind {
	return job.Kind{Run: func(ctx context.Context, t *job.Task) error {
		var a importArgs
		if err := json.Unmarshal(t.Args, &a); err != nil {
			return err
		}
		start := time.Now()
		u := Upload{Dir: t.Dir, Files: a.Files, Address: a.Address, Format: a.Format, Columns: a.Columns, Encoder: a.Encoder}
		done, err := i.Import(ctx, u, func(n Imported) {
			t.Report(job.Output{Done: n.Comments, Of: a.Comments, Unit: "comments",
				Result: resultOf(Imported{Comments: n.Comments, Saved: len(n.Threads)})})
		})
		done.Saved = len(done.Threads)
		note(done, err, start)
		t.Report(job.Output{Done: done.Comments, Of: a.Comments, Unit: "comments", Result: resultOf(done)})
		if err != nil {
			return errors.New(strings.ReplaceAll(err.Error(), t.Dir+string(filepath.Separator), ""))
		}
		return nil
	}}
}

// maxListed is how many threads and how many remarks of an import are kept.
const maxListed = 1000

// resultOf encodes what an import came to.
func resultOf(n Imported) json.RawMessage {
	n.Threads = n.Threads[:min(len(n.Threads), maxListed)]
	n.Problems = n.Problems[:min(len(n.Problems), maxListed)]
	b, _ := json.Marshal(n) // a struct of numbers and strings
	return b
}

// ImportedBy reads what an import has come to so far.
func ImportedBy(j job.Job) (n Imported) {
	_ = json.Unmarshal(j.Output.Result, &n) // there is none before it begins
	return n
}
