package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/google/go-cmp/cmp"
)

// coded makes a database in which Ada and Bo decided n marks, on every twelfth
// of them differently, and Cy a few not blind.
func coded(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coded.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tags := []gainsay.Tag{gainsay.TagClaim, gainsay.TagClaim, gainsay.TagInsult}
	var ds []gainsay.Decision
	a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: "a", Format: "json"}}
	for i := range n {
		c := &gainsay.Comment{ID: fmt.Sprint("c", i), Text: "Word", State: gainsay.Live}
		m := gainsay.Annotation{ID: fmt.Sprint("m", i), Comment: c.ID, Span: gainsay.Span{End: 4}, Tag: tags[i%3], Score: .6,
			By: string(tags[i%3]) + "/rule"}
		if a.Thread.Comments = append(a.Thread.Comments, c); m.Tag == gainsay.TagClaim {
			a.Assertions = append(a.Assertions, gainsay.Assertion{ID: m.ID, Comment: c.ID, Span: m.Span, Text: "Word",
				Kind: gainsay.Fact, Status: gainsay.Unsupported, Dispute: gainsay.Open})
		}
		a.Annotations = append(a.Annotations, m)
		for _, coder := range []string{"Ada", "Bo", "Cy"} {
			d := gainsay.Decision{Thread: "json:a", Comment: fmt.Sprint("c", i), Mark: fmt.Sprint("m", i), Tag: tags[i%3],
				Span: gainsay.Span{End: 4}, Quote: gainsay.Quote{Exact: "Word"}, Coder: coder, Verdict: gainsay.Right,
				Blind: coder != "Cy", Rule: string(tags[i%3]) + "/rule", Score: .6}
			if d.Tag == gainsay.TagClaim {
				d.Status = gainsay.Unsupported
			}
			switch {
			case coder == "Cy" && i > 5:
				continue
			case i%4 == 0, coder == "Bo" && i%12 == 5:
				d.Verdict = gainsay.Wrong
			case coder == "Bo" && i%12 == 7:
				d.Verdict, d.Change = gainsay.Changed, &gainsay.Change{Tag: gainsay.TagClaim, Status: gainsay.Argued}
			}
			ds = append(ds, d)
		}
	}
	if _, err := db.Save(t.Context(), "here", a, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Decide(t.Context(), ds...); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAgreementTable compares the table with testdata/agreement.golden, which
// UPDATE_SCRIPTS=1 rewrites.
func TestAgreementTable(t *testing.T) {
	path := coded(t, 120)
	var out, errs bytes.Buffer
	if code := run([]string{"agreement", "--db", path}, nil, &out, &errs); code != exitOK {
		t.Fatal(errs.String())
	}
	if !strings.Contains(errs.String(), "120 units of Ada and Bo, 20 open disagreements, 0 settled") {
		t.Error(errs.String())
	}
	const golden = "testdata/agreement.golden"
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Error(d)
	}
}

func TestAgreementFlags(t *testing.T) {
	path := coded(t, 120)
	for _, x := range []struct {
		args string
		code int
		want string // in either output
	}{
		{"--coder Ada --coder Bo --seed 2", exitOK, "seed 2"},
		{"--coder Ada --coder Bo --coder Cy --all", exitOK, "of Ada and Bo and Cy"},
		{"--coder Ada --coder Cy", exitUsage, `no decisions of coder "Cy"`},
		{"--coder Ada --coder Cy --all", exitOK, "6 units"},
		{"--coder Ada --coder machine", exitOK, "of Ada and machine"},
		{"--coder Ada", exitUsage, "two or more"},
		{"--coder Ada --coder Ada", exitUsage, "two or more"},
	} {
		var out bytes.Buffer
		code := run(append([]string{"agreement", "--db", path}, strings.Fields(x.args)...), nil, &out, &out)
		if code != x.code || !strings.Contains(out.String(), x.want) {
			t.Errorf("%s: code %d, %s", x.args, code, out.String())
		}
	}
}

func TestAgreementJSON(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"agreement", "--json", "--db", coded(t, 120)}, nil, &out, &errs); code != exitOK {
		t.Fatal(errs.String())
	}
	var got struct {
		Units, Open int
		Rows        []struct {
			Kappa *struct{ Value, Low, High float64 }
		}
		Differ    []struct{ Choices []struct{ Coder string } }
		Precision []struct{ Rule string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Units != 120 || got.Open != 20 || len(got.Differ) != 20 || len(got.Precision) != 4 || got.Rows[0].Kappa == nil {
		t.Errorf("got %+v", got)
	}
}
