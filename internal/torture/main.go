//go:build unix

// Command torture puts a built gainsay under stress and prints what it measured:
// processes that are killed, locks, a full disk, hostile files, pages and
// clients. docs/RELIABILITY.md says what each scenario proves. A scenario that
// does not hold makes it exit with 1.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// scenario is one promise and its proof. run returns what it measured, or an
// error if the promise is not kept.
type scenario struct {
	name, promise string
	run           func(*bed) (figure string, err error)
}

// scenarios are all, in the order of the table.
func scenarios() []scenario {
	return slices.Concat(hostile, archives, fetching, locking, killing, full, requests, slow, same, shown)
}

func main() {
	bin := flag.String("bin", "bin/gainsay", "program to test")
	root := flag.String("root", ".", "root of the repository")
	only := flag.String("only", "", "run only the scenarios whose name matches this expression")
	short := flag.Bool("short", false, "smaller inputs and fewer rounds")
	seed := flag.Uint64("seed", 1, "of random inputs and times")
	table := flag.String("table", "", "file in which the table is replaced")
	flag.Parse()
	failed, rows := runAll(*bin, *root, *only, *short, *seed, os.Stdout)
	if *table != "" {
		if err := replaceTable(*table, rows); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if failed > 0 {
		fmt.Printf("%d scenarios did not hold\n", failed)
		os.Exit(1)
	}
}

// errSkipped says that a scenario cannot be run here.
type errSkipped struct{ why string }

func (e errSkipped) Error() string { return e.why }

func runAll(bin, root, only string, short bool, seed uint64, w io.Writer) (failed int, rows []string) {
	match := regexp.MustCompile(only)
	for _, s := range scenarios() {
		if !match.MatchString(s.name) {
			continue
		}
		start := time.Now()
		figure, err := inBed(bin, root, short, seed, s.run)
		word := "held"
		if skip, ok := err.(errSkipped); ok {
			word, figure = "SKIPPED", skip.why
		} else if err != nil {
			failed++
			word, figure = "FAILED", strings.TrimSpace(figure+" "+err.Error())
		}
		fmt.Fprintf(w, "%-7s %-28s %s (%.0f s)\n", word, s.name, figure, time.Since(start).Seconds())
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |", s.name, s.promise, strings.ReplaceAll(figure, "|", "/"), word))
	}
	return failed, rows
}

// replaceTable writes rows between the marks of a document.
func replaceTable(path string, rows []string) error {
	const begin, end = "<!-- table of make torture -->\n", "<!-- end of table -->"
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read document: %w", err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no table to replace", path)
	}
	table := "| scenario | promise | measured | |\n|---|---|---|---|\n" + strings.Join(rows, "\n") + "\n"
	return os.WriteFile(path, []byte(head+begin+table+end+tail), 0o644)
}
