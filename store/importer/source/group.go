package source

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Group presents plain files of a command line as one flat tree, so that files
// that belong together (the comments and the posts of a dump) can be read
// together. A file is named by its base name, prefixed by a number if that is
// taken; the map gives the path of each name.
func Group(paths []string, l Limits) (*Source, map[string]string) {
	g := group{}
	for _, p := range paths {
		base := filepath.Base(p)
		name := base
		for n := 2; g[name] != "" && g[name] != p; n++ {
			name = fmt.Sprintf("%d-%s", n, base)
		}
		if fs.ValidPath(name) {
			g[name] = p
		}
	}
	return &Source{
		Name:   strings.Join(paths, ", "),
		Files:  &tree{fsys: g, limits: l.OrDefaults()},
		Limits: l.OrDefaults(),
	}, g
}

// group maps names to paths.
type group map[string]string

func (g group) Open(name string) (fs.File, error) {
	if name == "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if p, ok := g[name]; ok {
		return os.Open(p)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (g group) Stat(name string) (fs.FileInfo, error) {
	if p, ok := g[name]; ok {
		return os.Stat(p)
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the only folder.
func (g group) ReadDir(string) ([]fs.DirEntry, error) {
	out := make([]fs.DirEntry, 0, len(g))
	for name := range g {
		info, err := g.Stat(name)
		if err != nil {
			return nil, err
		}
		out = append(out, fs.FileInfoToDirEntry(named{info, name}))
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// named is the description of a file under its name in a group.
type named struct {
	fs.FileInfo
	name string
}

func (n named) Name() string { return n.name }
