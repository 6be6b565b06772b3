package merge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/store/importer/shard"
	"github.com/gainsay/gainsay/view"
)

// input is an output to be merged.
type input struct {
	path     string
	database bool
	table    string     // the format of a Parquet table; "" for other inputs
	info     *part.Info // nil for a database and for a file without a record beside it
}

// suffixes are how the names of files in a folder end that are merged.
var suffixes = []string{".jsonl", ".jsonl.zst", ".db", ".parquet"}

// addInput adds a file, the files of a folder, or a database.
func (m *Merge) addInput(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return m.addFile(path)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	before := len(m.inputs)
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") ||
			!slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
			continue
		}
		if err := m.addFile(filepath.Join(path, name)); err != nil {
			return err
		}
	}
	if len(m.inputs) == before {
		return usage.Errorf("%s: no files *%s", path, strings.Join(suffixes, ", *"))
	}
	return nil
}

func (m *Merge) addFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	if cerr := f.Close(); cerr != nil || err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.Join(err, cerr)
	}
	in := input{path: path, database: string(head[:n]) == "SQLite format 3\x00"}
	if !in.database {
		if in.info, err = part.Read(path); err != nil {
			return err
		}
	}
	if string(head[:min(n, len(parquetMagic))]) == parquetMagic {
		if in.table, err = tableOf(path); err != nil || in.table == exporter.CopiesTable {
			return err // copies are found anew
		}
	}
	if in.info != nil && in.info.Format != "jsonl" && in.table == "" {
		return usage.Errorf("%s has the format %s; jsonl and Parquet tables can be merged", path, in.info.Format)
	}
	if in.info != nil && in.info.Veiled && in.table == "" && !m.NoCampaigns {
		return usage.Errorf("%s has no names or texts, so its threads cannot be analysed again; use --no-campaigns", path)
	}
	if in.info != nil && in.info.Threads > 0 {
		if err := m.sameVersion(in.info.Version, path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	m.inputs = append(m.inputs, in)
	return nil
}

// partName is how split names parts, and how users may name outputs.
var partName = regexp.MustCompile(`(\d+)-of-(\d+)`)

// part returns which part an output is of, by what stands beside it or by the
// name of its source or of the file; the zero Part if that is unknown.
func (in *input) part() shard.Part {
	names := []string{filepath.Base(in.path)}
	if in.info != nil {
		if in.info.Part.Of > 0 {
			return in.info.Part
		}
		names = []string{filepath.Base(in.info.Sources), names[0]}
	}
	for _, name := range names {
		if found := partName.FindStringSubmatch(name); found != nil {
			if p, err := shard.ParsePart(found[1] + "/" + found[2]); err == nil {
				return p
			}
		}
	}
	return shard.Part{}
}

// checkParts reports missing parts and parts that do not fit together. what begins what
// it says about missing ones.
func (m *Merge) checkParts(inputs []input, what string) error {
	manifest, err := m.readManifest()
	if err != nil {
		return err
	}
	there := map[int]string{}
	of := 0
	if manifest != nil {
		of = manifest.Of
	}
	for _, in := range inputs {
		p := in.part()
		if p.Of == 0 {
			continue
		}
		if of == 0 {
			of = p.Of
		}
		switch {
		case p.Of != of:
			return usage.Errorf("%s is part %s of another division than the others, of %d parts", in.path, p, of)
		case there[p.N] != "":
			return usage.Errorf("%s and %s are both part %s", there[p.N], in.path, p)
		}
		there[p.N] = in.path
		if manifest != nil && in.info != nil && in.info.Threads != manifest.Parts[p.N-1].Threads {
			return fmt.Errorf("%s has %s, part %s in %s has %d", in.path, terminal.Counted(in.info.Threads, "thread"), p, m.Manifest,
				manifest.Parts[p.N-1].Threads)
		}
	}
	var missing []string
	for n := range of {
		if there[n+1] == "" {
			missing = append(missing, strconv.Itoa(n+1))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	what += fmt.Sprintf("%s of %d missing: %s", view.Counted(len(missing), "part"), of, strings.Join(missing, ", "))
	if !m.Partial {
		return fmt.Errorf("%s; --partial merges what is there", what)
	}
	fmt.Fprintf(m.Log, "gainsay: %s\n", what)
	return nil
}

func (m *Merge) readManifest() (*shard.Manifest, error) {
	if m.Manifest == "" {
		return nil, nil
	}
	b, err := os.ReadFile(m.Manifest)
	if err != nil {
		return nil, err
	}
	out := &shard.Manifest{}
	if err := json.Unmarshal(b, out); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Manifest, err)
	}
	if len(out.Parts) != out.Of || out.Of == 0 {
		return nil, fmt.Errorf("%s: is not the manifest of a finished split", m.Manifest)
	}
	return out, nil
}
