package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/internal/pgtest"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(ending{m}, map[string]func(){"gainsay": main})
}

// ending runs the tests and ends what they started.
type ending struct{ *testing.M }

func (e ending) Run() int {
	defer pgtest.Stop()
	return e.M.Run()
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup:         func(e *testscript.Env) error { return writeLarge(filepath.Join(e.WorkDir, "large.csv")) },
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"sorted": sorted, "unzstd": unzstd},
		Condition: func(cond string) (bool, error) {
			if cond != "simd" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return encoderAuto.on(false), nil
		},
	})
}

// sorted IN OUT writes the sorted lines of IN to OUT.
func sorted(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.SplitAfter(ts.ReadFile(args[0]), "\n")
	slices.Sort(lines)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(lines, "")), 0o666))
}

// unzstd FILE prints a compressed file.
func unzstd(ts *testscript.TestScript, _ bool, args []string) {
	f, err := open(ts.MkAbs(args[0]), nil)
	ts.Check(err)
	defer f.Close()
	_, err = io.Copy(ts.Stdout(), f)
	ts.Check(err)
}

// writeLarge writes a table of more than autoComments comments.
func writeLarge(path string) error {
	var b strings.Builder
	b.WriteString("id,author,text\n")
	for i := range autoComments + 1 {
		fmt.Fprintf(&b, "%d,a%d,ok\n", i, i%7)
	}
	return os.WriteFile(path, []byte(b.String()), 0o666)
}
