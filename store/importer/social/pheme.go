package social

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "pheme",
	Doc: `a thread of the PHEME and RumourEval data sets: a folder with a post of X in each file

Recognised by structure.json beside a folder source-tweet or source-tweets. Researchers share such
folders, one a thread, with the replies in "reactions" or "replies". The post in the source folder opens
the thread. structure.json and annotation.json hold no comments and are named once.`,
	From:      `the PHEME and RumourEval data sets on figshare, a folder for each thread`,
	Claim:     claimPHEME,
	ReadFiles: readPHEME,
})

// claimPHEME claims all files of a folder that holds one thread.
func claimPHEME(fsys fs.FS) []string {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil // the walk of the folder reports it
	}
	has := func(prefix string, dir bool) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
			return e.IsDir() == dir && strings.HasPrefix(e.Name(), prefix)
		})
	}
	if !has("structure.json", false) || !has("source-tweet", true) {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
			continue
		}
		below, err := fs.ReadDir(fsys, e.Name())
		if err != nil {
			return nil
		}
		for _, b := range below {
			if !b.IsDir() {
				names = append(names, path.Join(e.Name(), b.Name()))
			}
		}
	}
	return names
}

func readPHEME(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		p := &pheme{Builder: thread.NewBuilder(&gainsay.Thread{})}
		if err := p.read(fsys); err != nil {
			yield(nil, err)
			return
		}
		if len(p.Comments) == 0 {
			yield(nil, record.Errorf(0, "no file holds a post"))
			return
		}
		if p.ID == "" {
			p.ID = p.Comments[0].ID
		}
		if len(p.others) > 0 {
			p.InFile("")
			p.Remark(0, "files without a post: %s", strings.Join(p.others, ", "))
		}
		p.Yield(yield)
	}
}

// pheme builds the thread of a folder.
type pheme struct {
	*thread.Builder
	others []string // files that hold no post
}

func (p *pheme) read(fsys fs.FS) error {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	if err := input.EachFile(fsys, func(name string, _ io.Reader) error {
		p.others = append(p.others, name)
		return nil
	}); err != nil {
		return err
	}
	for pass := range 2 { // the post that opens the thread first
		for _, e := range entries {
			first := strings.HasPrefix(e.Name(), "source-tweet")
			if !e.IsDir() || first != (pass == 0) {
				continue
			}
			sub, err := fs.Sub(fsys, e.Name())
			if err != nil {
				return fmt.Errorf("open folder: %w", err)
			}
			if err := input.EachFile(sub, func(name string, r io.Reader) error {
				return p.file(path.Join(e.Name(), name), first, r)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// file reads the posts of a file: one, or one a line.
func (p *pheme) file(name string, first bool, r io.Reader) error {
	b, err := input.ReadWhole(r)
	if err != nil {
		return err
	}
	if !keypath.IsJSON(b) {
		p.others = append(p.others, name)
		return nil
	}
	p.InFile(name)
	var post xPost
	if err := record.Unmarshal(b, &post); err != nil {
		p.Skip(1, "read post: %v", err)
		return nil
	}
	c := post.comment(nil)
	if c.ID == "" {
		p.Skip(1, "post without id")
		return nil
	}
	if first && p.ID == "" {
		p.ID, c.Parent = c.ID, ""
	}
	p.Add(c)
	return nil
}
