package gainsay_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/store/exporter"
)

// markdownFiles returns the texts of the repository's *.md files, by path, and
// the paths of all files and folders.
func markdownFiles(t *testing.T) (texts map[string]string, paths []string) {
	t.Helper()
	texts = map[string]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		}
		paths = append(paths, name)
		if path.Ext(name) == ".md" {
			b, err := os.ReadFile(name)
			texts[name] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 10 {
		t.Fatalf("found %d *.md files", len(texts))
	}
	return texts, paths
}

// link is a link or an image of Markdown or HTML, repositoryPath a path below a folder
// of the repository, goFile the name of a Go file in backquotes.
var (
	link           = regexp.MustCompile(`(?:\]\(|\bsrc="|\bsrcset=")([^)"\s]+)[)"]`)
	repositoryPath = regexp.MustCompile("(?m)(?:^|[\\s`(])((?:analyze|bench|cmd|docs|internal|store|testdata|view|web|wire)/[\\w./-]*\\w)")
	goFile         = regexp.MustCompile("`([\\w/]+\\.go)`")
)

// TestDocsNameExistingFiles checks the relative links and the paths in all *.md
// files. A path may leave out the folders at its front.
func TestDocsNameExistingFiles(t *testing.T) {
	texts, paths := markdownFiles(t)
	exists := func(p string) bool {
		return slices.ContainsFunc(paths, func(f string) bool { return f == p || strings.HasSuffix(f, "/"+p) })
	}
	for name, text := range texts {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target != "" && !strings.Contains(target, ":") && !slices.Contains(paths, path.Join(path.Dir(name), target)) {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			}
		}
		for _, re := range []*regexp.Regexp{repositoryPath, goFile} {
			for _, m := range re.FindAllStringSubmatch(text, -1) {
				if !exists(m[1]) {
					t.Errorf("%s names %s, which does not exist", name, m[1])
				}
			}
		}
	}
}

// TestArchitectureNamesPackages checks that the table of packages has all of
// them, by the last element of their paths.
func TestArchitectureNamesPackages(t *testing.T) {
	b, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for row := range strings.Lines(string(b)) {
		if cells := strings.Split(row, "|"); len(cells) > 2 {
			named = append(named, strings.FieldsFunc(cells[1], func(r rune) bool { return strings.ContainsRune(" ,/", r) })...)
		}
	}
	for p := range mayImport {
		if p != "" && !slices.Contains(named, path.Base(p)) {
			t.Errorf("the table of ARCHITECTURE.md lacks package %s", p)
		}
	}
}

// TestExportsDocumented checks that docs/EXPORTS.md has a row for every format.
func TestExportsDocumented(t *testing.T) {
	b, err := os.ReadFile("docs/EXPORTS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range exporter.Formats() {
		if !strings.Contains(string(b), "\n| `"+f.Name+"` |") {
			t.Errorf("docs/EXPORTS.md has no row for %s", f.Name)
		}
	}
}
