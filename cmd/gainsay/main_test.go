package main

import (
	"fmt"
	"os"
	"path/filepath"
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
		Condition: func(cond string) (bool, error) {
			if cond != "simd" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return encoderAuto.on(false), nil
		},
	})
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
