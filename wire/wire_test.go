package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
)

// bare is the least an analysis can be.
func bare() *gainsay.Analysis {
	return &gainsay.Analysis{Thread: &gainsay.Thread{Comments: []*gainsay.Comment{}},
		Annotations: []gainsay.Annotation{}}
}

// full has a value of its own in every field, so that a field of Analysis or
// Thread that WriteAnalysis does not know shows.
func full(t *testing.T) *gainsay.Analysis {
	a, n := &gainsay.Analysis{}, 0
	fill(reflect.ValueOf(a).Elem(), &n)
	if n < 120 {
		t.Fatalf("only %d values filled in", n)
	}
	return a
}

// fill gives every field a value of its own, lists two elements.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("s", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2024, 5, 6, 7, 8, *n%60, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("no value for a " + v.Type().String())
	}
}

// long does not fit into the buffer.
func long() *gainsay.Analysis {
	a := bare()
	for i := range 3000 {
		a.Thread.Comments = append(a.Thread.Comments,
			&gainsay.Comment{ID: fmt.Sprint(i), Text: strings.Repeat("so it goes ", 5)})
	}
	return a
}

// TestWriteAnalysis compares what is written in pieces with json.Marshal.
func TestWriteAnalysis(t *testing.T) {
	for _, a := range []*gainsay.Analysis{bare(), full(t), long(), {Thread: &gainsay.Thread{}}} {
		check(t, a)
	}
}

func check(t *testing.T, a *gainsay.Analysis) {
	t.Helper()
	want, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.AppendAnalysis([]byte("before "), a)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("before "+string(want), string(got)); d != "" {
		t.Error(d)
	}
}

// TestReadsBack: nothing is lost on the way.
func TestReadsBack(t *testing.T) {
	want := full(t)
	b, err := wire.AppendAnalysis(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	got := &gainsay.Analysis{}
	if err := json.Unmarshal(b, got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAppend(t *testing.T) {
	a := full(t)
	for name, got := range map[string]func([]byte) ([]byte, error){
		`[{"id":`: func(b []byte) ([]byte, error) { return wire.AppendAnnotations(b, a.Annotations) },
		`[{"rule":`: func(b []byte) ([]byte,
			error) {
			return wire.AppendReasons(b, a.Annotations[0].Reasons)
		},
		`[{"kind":"s"`: func(b []byte) ([]byte,
			error) {
			return wire.AppendSteps(b, []gainsay.Step{{Kind: "s"}})
		},
		`[{"kind":"e"`: func(b []byte) ([]byte,
			error) {
			return wire.AppendEvidence(b, []gainsay.Evidence{{Kind: "e"}})
		},
	} {
		b, err := got([]byte("x"))
		if err != nil || !strings.HasPrefix(string(b), "x"+name) || !json.Valid(b[1:]) {
			t.Errorf("%s, %v", b, err)
		}
	}
	bad := []gainsay.Reason{{Weight: math.NaN()}}
	if b, err := wire.AppendReasons([]byte("x"), bad); err == nil || string(b) != "x" {
		t.Errorf("%s, %v", b, err)
	}
}

// FuzzWriteAnalysis compares strings and numbers of any kind with json.Marshal.
func FuzzWriteAnalysis(f *testing.F) {
	f.Add("é \u2028\u2029\u202a 日本 \U0001F600 \xff\xf0\x9f \xed\xa0\x80 \ufffd \x7f <&>\x00\n", -1e-7, -1)
	f.Add("", math.MaxFloat64, math.MaxInt)
	f.Fuzz(func(t *testing.T, s string, x float64, n int) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Skip("no JSON number")
		}
		a := bare()
		a.Thread.Title = s
		a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{Text: s})
		a.Relations = []gainsay.Relation{{Score: x,
			Reasons: []gainsay.Reason{{Rule: s, Spans: []gainsay.Span{{Start: n}}}}}}
		a.Report.Announced = &n
		check(t, a)
	})
}

func TestWriteFails(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(-1)} {
		a := bare()
		a.Relations = []gainsay.Relation{{Score: x}}
		if err := wire.WriteAnalysis(&bytes.Buffer{}, a); err == nil {
			t.Errorf("%v was written", x)
		}
	}
	broken := errors.New("broken")
	if err := wire.WriteAnalysis(failing{broken}, long()); !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestFlat: a large thread is never whole in memory.
func TestFlat(t *testing.T) {
	w := &largest{}
	if err := wire.WriteAnalysis(w, long()); err != nil {
		t.Fatal(err)
	}
	if w.n > 40_000 || w.total < 200_000 {
		t.Errorf("of %d bytes, %d were in one piece", w.total, w.n)
	}
}

type largest struct{ n, total int }

func (l *largest) Write(b []byte) (int, error) {
	l.n, l.total = max(l.n, len(b)), l.total+len(b)
	return len(b), nil
}
