package tracker

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "jira-csv",
	Doc: `issues of Jira with their comments, exported as CSV

Recognised by the columns Summary and Issue key, and Comment, which recurs. "Export Excel CSV (all fields)"
of a search gives such a file. Each issue is a thread, opened by its description; a cell "date;author;text"
is a comment. Jira has no reply links: parents are recovered later.`,
	From:  `Jira: a search, Export, CSV (all fields)`,
	Ext:   []string{".csv"},
	Sniff: sniffJiraCSV,
	Read:  readJiraCSV,
})

// jiraHeader returns the columns in a head, nil if they are not those of Jira.
func jiraHeader(head string) []string {
	line, _, _ := strings.Cut(head, "\n")
	for _, comma := range []rune{',', ';', '\t'} {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = comma, true
		names, err := r.Read()
		if err == nil && slices.Contains(names, "Issue key") && slices.Contains(names, "Summary") &&
			slices.Contains(names, "Comment") {
			return names
		}
	}
	return nil
}

func sniffJiraCSV(head []byte) int {
	if jiraHeader(string(head)) != nil {
		return 90
	}
	return 0
}

func readJiraCSV(in io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		g := thread.NewCollector(yield)
		g.Finish(jiraRows(g, in), "issues")
	}
}

// jiraRows reads the issues of a table.
func jiraRows(g *thread.Collector, in io.Reader) error {
	b, err := input.ReadWhole(in)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	names, err := r.Read()
	if len(names) == 1 && err == nil { // other delimiters: one cell holds the header
		r.Comma = delimiterOf(names[0])
		names = strings.Split(strings.ReplaceAll(names[0], `"`, ""), string(r.Comma))
	}
	if err != nil {
		return record.Errorf(1, "read header: %v", err)
	}
	for {
		cells, err := r.Read()
		line, _ := r.FieldPos(0)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			if err := g.Report(record.Skipped(line, "read row: %v", err)); err != nil {
				return err
			}
		default:
			if err := jiraRow(g, names, cells, line); err != nil {
				return err
			}
		}
	}
}

func delimiterOf(header string) rune {
	if strings.Contains(header, "\t") {
		return '\t'
	}
	return ';'
}

// jiraRow adds an issue and its comments.
func jiraRow(g *thread.Collector, names, cells []string, line int) error {
	get := func(name string) string {
		if i := slices.Index(names, name); i >= 0 && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	key := get("Issue key")
	if key == "" {
		return g.Report(record.Skipped(line, "row without an issue key"))
	}
	t := &gainsay.Thread{ID: key, Title: get("Summary")}
	who := cmp.Or(get("Reporter"), get("Creator"))
	first := plain("issue-"+key, who, get("Description"), scalar.Time{Stamp: scalar.ParseTime(get("Created"))})
	if err := open(g, line, key, t, first); err != nil {
		return err
	}
	for i, name := range names {
		if name != "Comment" || i >= len(cells) || strings.TrimSpace(cells[i]) == "" {
			continue
		}
		if err := add(g, line, key, jiraCell(cells[i])); err != nil {
			return err
		}
	}
	return nil
}

// jiraCell reads a comment from a cell "date;author;text", or only a text.
func jiraCell(cell string) *gainsay.Comment {
	parts := strings.SplitN(cell, ";", 3)
	if len(parts) == 3 {
		if at := scalar.ParseTime(parts[0]); !at.IsZero() {
			c := plain("", parts[1], parts[2], scalar.Time{Stamp: at})
			c.ID = scalar.Hash(parts[0], parts[2])
			return c
		}
	}
	c := plain("", "", cell, scalar.Time{})
	c.ID = scalar.Hash(cell)
	return c
}
