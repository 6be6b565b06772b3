package source

import (
	"fmt"
	"path"
	"strings"
)

// entryNames are the names of an archive's entries so far.
type entryNames struct {
	files  map[string]bool // true for a file, false for a folder
	copies map[string]int  // number in the last name that was given instead of a name in use
}

func newEntryNames() entryNames { return entryNames{map[string]bool{}, map[string]int{}} }

// Bounds of an entry's name: opening a file looks at each folder above it.
const (
	maxName    = 4096 // bytes
	maxFolders = 64
)

// beyond returns an error if the name of an entry is beyond the bounds.
func beyond(name string) error {
	switch {
	case len(name) > maxName:
		return fmt.Errorf("entry %q... left out: its name has %d bytes, more than %d", cut(name), len(name), maxName)
	case strings.Count(path.Clean(name), "/") > maxFolders:
		return fmt.Errorf("entry %q... left out: it is in more than %d folders, one in the other", cut(name), maxFolders)
	}
	return nil
}

// cut returns the beginning of a name for a message.
func cut(name string) string { return strings.ToValidUTF8(name[:min(len(name), 200)], "\uFFFD") }

// entryName returns the name under which an entry is read: another one if the
// archive has a file or folder of its name already, which is a problem.
func (s *Source) entryName(names entryNames, name string) string {
	clean := path.Clean(name)
	out := clean
	for names.taken(out) {
		ext := path.Ext(clean)
		stem := strings.ReplaceAll(strings.TrimSuffix(clean, ext), "/", "~")
		names.copies[clean] = max(2, names.copies[clean]+1)
		out = fmt.Sprintf("%s~%d%s", stem, names.copies[clean], ext)
	}
	if out != clean {
		s.Problems = append(s.Problems, fmt.Errorf("entry %s occurs twice; this one is read as %s", name, out))
	}
	names.files[out] = true
	for dir := path.Dir(out); dir != "."; dir = path.Dir(dir) {
		names.files[dir] = false
	}
	return out
}

// taken reports whether a file cannot have a name: it is in use, or a file is
// where one of its folders would be.
func (e entryNames) taken(name string) bool {
	if _, ok := e.files[name]; ok {
		return true
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if e.files[dir] {
			return true
		}
	}
	return false
}
