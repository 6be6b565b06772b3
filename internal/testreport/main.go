// Testreport reads what go test -json prints and prints what go test does
// without: a line a package, and the output of tests that fail. At the end it
// lists every skipped test with its reason, which go test keeps to itself.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	passed, err := report(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
	}
	if err != nil || !passed {
		os.Exit(1)
	}
}

// event is a line of go test -json; see go doc test2json.
type event struct{ Action, Package, Test, Output string }

// reporter collects the output of tests until they end.
type reporter struct {
	w      io.Writer
	output map[[2]string]*strings.Builder // by package and test
	skips  []string
	failed bool
}

// report prints the report and says whether all tests passed. Lines that are no
// events, such as errors of the go command, are printed as they are.
func report(r io.Reader, w io.Writer) (passed bool, err error) {
	rep := &reporter{w: w, output: map[[2]string]*strings.Builder{}}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<26)
	n := 0
	for sc.Scan() {
		var e event
		if json.Unmarshal(sc.Bytes(), &e) != nil {
			fmt.Fprintln(w, sc.Text())
			continue
		}
		n++
		rep.take(e)
	}
	if len(rep.skips) > 0 {
		fmt.Fprintf(w, "\nskipped tests: %d\n%s", len(rep.skips), strings.Join(rep.skips, ""))
	}
	return n > 0 && !rep.failed, sc.Err()
}

func (r *reporter) take(e event) {
	key := [2]string{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.w, e.Output)
	case "build-fail":
		r.failed = true
	case "output":
		r.keep(key, e)
	case "fail":
		r.failed = true
		if e.Test == "" {
			r.unended(e.Package)
		} else if r.output[key] != nil {
			fmt.Fprint(r.w, r.output[key])
		}
		delete(r.output, key)
	case "skip":
		if e.Test != "" {
			r.skips = append(r.skips, fmt.Sprintf("  %s %s: %s\n", e.Package, e.Test, reason(r.output[key])))
		}
		delete(r.output, key)
	case "pass":
		delete(r.output, key)
	}
}

// unended prints the output of tests that were running when their package failed: one that
// is killed, or takes too long, ends no test.
func (r *reporter) unended(pkg string) {
	for _, key := range slices.SortedFunc(maps.Keys(r.output), func(a, b [2]string) int { return strings.Compare(a[1], b[1]) }) {
		if key[0] == pkg {
			fmt.Fprintf(r.w, "%s did not end:\n%s", key[1], r.output[key])
			delete(r.output, key)
		}
	}
}

// keep holds the output of a test back and prints that of a package.
func (r *reporter) keep(key [2]string, e event) {
	if e.Test == "" {
		if e.Output != "PASS\n" {
			fmt.Fprint(r.w, e.Output)
		}
		return
	}
	if r.output[key] == nil {
		r.output[key] = &strings.Builder{}
	}
	r.output[key].WriteString(e.Output)
}

// reason returns what a skipped test printed besides the lines of go test.
func reason(output *strings.Builder) string {
	var words []string
	if output != nil {
		for line := range strings.Lines(output.String()) {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
				words = append(words, line)
			}
		}
	}
	return strings.Join(words, " ")
}
