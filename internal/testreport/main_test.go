package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const good = `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: a figure\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: no browser\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
{"Action":"output","Package":"q","Output":"?   \tq\t[no test files]\n"}
{"Action":"skip","Package":"q"}
`
	const bad = `{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:5: wrong\n"}
{"Action":"output","Package":"p","Test":"TestC","Output":"--- FAIL: TestC (0.00s)\n"}
{"Action":"fail","Package":"p","Test":"TestC"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}
`
	const killed = `{"Action":"output","Package":"p","Test":"TestC","Output":"goroutine 1\n"}
{"Action":"output","Package":"q","Test":"TestD","Output":"goroutine 2\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}
{"Action":"fail","Package":"p"}
`
	for name, c := range map[string]struct {
		in, want string
		passed   bool
	}{
		"good":    {good, "ok  \tp\t0.1s\n?   \tq\t[no test files]\n\nskipped tests: 1\n  p TestB: b_test.go:9: no browser\n", true},
		"bad":     {bad, "    c_test.go:5: wrong\n--- FAIL: TestC (0.00s)\nFAIL\tp\t0.1s\n", false},
		"killed":  {killed, "FAIL\tp\t0.1s\nTestC did not end:\ngoroutine 1\n", false},
		"build":   {`{"Action":"build-output","ImportPath":"p","Output":"p.go:1: error\n"}` + "\n" + `{"Action":"build-fail","ImportPath":"p"}`, "p.go:1: error\n", false},
		"no test": {"go: no such module\n", "go: no such module\n", false},
		"nothing": {"", "", false},
	} {
		var out strings.Builder
		passed, err := report(strings.NewReader(c.in), &out)
		if out.String() != c.want || passed != c.passed || err != nil {
			t.Errorf("%s: %v, %v:\n%s\nwant %v:\n%s", name, passed, err, out.String(), c.passed, c.want)
		}
	}
}
