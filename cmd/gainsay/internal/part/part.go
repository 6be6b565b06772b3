// Package part has the records that stand beside output files, FILE.part.json, which say
// what a file was made of, and writes files with them.
package part

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/shard"
)

// What stands beside an output file of analyze --to.
const (
	Suffix       = ".part.json" // a record, see Info
	SketchSuffix = ".sketches"  // the sketches of its comments, see store/merge
)

// Info says what an output file of analyze --to was made of.
type Info struct {
	shard.Part
	Sources  string          `json:"sources"` // their names, one a line
	State    string          `json:"state"`   // of sources and flags; "" if they cannot be read twice
	Format   string          `json:"format"`
	Version  gainsay.Version `json:"version"` // of the analyses; zero if there is none
	Veiled   bool            `json:"veiled"`  // names or texts are hidden
	BadInput bool            `json:"bad_input"`
	Threads  int             `json:"threads"`
	Comments int             `json:"comments"`
	SHA256   string          `json:"sha256"` // of the file's bytes
}

// Read reads the record beside an output file; nil if there is none. A record that is
// no JSON or whose numbers cannot be is an error.
func Read(path string) (*Info, error) {
	b, err := os.ReadFile(path + Suffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := &Info{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w", path+Suffix, err)
	}
	if !p.Valid() || p.Threads < 0 || p.Comments < 0 {
		return nil, fmt.Errorf("%s: is damaged: part %s with %d threads and %d comments", path+Suffix, p.Part, p.Threads, p.Comments)
	}
	return p, nil
}
