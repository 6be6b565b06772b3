package source

import (
	"fmt"
	"path"
	"strings"
)

// entryNames are the names of an archive's entries so far: true for a file, false
// for a folder.
type entryNames map[string]bool

// entryName returns the name under which an entry is read: another one if the
// archive has a file or folder of its name already, which is a problem.
func (s *Source) entryName(names entryNames, name string) string {
	clean := path.Clean(name)
	out := clean
	for n := 2; names.taken(out); n++ {
		ext := path.Ext(clean)
		out = fmt.Sprintf("%s~%d%s", strings.ReplaceAll(strings.TrimSuffix(clean, ext), "/", "~"), n, ext)
	}
	if out != clean {
		s.Problems = append(s.Problems, fmt.Errorf("entry %s occurs twice; this one is read as %s", name, out))
	}
	names[out] = true
	for dir := path.Dir(out); dir != "."; dir = path.Dir(dir) {
		names[dir] = false
	}
	return out
}

// taken reports whether a file cannot have a name: it is in use, or a file is
// where one of its folders would be.
func (e entryNames) taken(name string) bool {
	if _, ok := e[name]; ok {
		return true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if e[dir] {
			return true
		}
	}
	return false
}
