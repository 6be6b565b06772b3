package exporter_test

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

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/google/go-cmp/cmp"
)

// TestPiecewise holds that a thread written piece by piece is the same to the
// byte as one that encoding/json writes, whatever fields the contract has.
func TestPiecewise(t *testing.T) {
	empty := &gainsay.Analysis{Thread: &gainsay.Thread{Comments: []*gainsay.Comment{}}, Annotations: []gainsay.Annotation{}}
	full := &gainsay.Analysis{}
	n := 0
	fill(reflect.ValueOf(full).Elem(), &n)
	if n < 80 {
		t.Fatalf("only %d values filled in", n)
	}
	for _, a := range []*gainsay.Analysis{rich(), bare(), hostile(), arguing(), empty, full, long()} {
		checkPiecewise(t, a)
	}
}

func checkPiecewise(t *testing.T, a *gainsay.Analysis) {
	t.Helper()
	var want bytes.Buffer
	if err := json.NewEncoder(&want).Encode(a); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want.String(), write(t, exporter.Lookup("jsonl"), exporter.Options{}, a)); d != "" {
		t.Error(d)
	}
}

// fill gives every field a value of its own, lists two elements.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("s", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
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
			v.Set(reflect.ValueOf(time.Date(2024, 5, 6, 7, 8, 9, *n, time.FixedZone("", 3600))))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("no value for a " + v.Type().String())
	}
}

// long is of more than one piece.
func long() *gainsay.Analysis {
	a := bare()
	for i := range 3000 {
		a.Thread.Comments = append(a.Thread.Comments, &gainsay.Comment{ID: fmt.Sprint(i), Text: strings.Repeat("so it goes ", 5)})
	}
	return a
}

// FuzzPiecewise holds strings and numbers against encoding/json.
func FuzzPiecewise(f *testing.F) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	f.Add(string(all), 0.0, 0)
	f.Add("é \u2028\u2029\u202a 日本 \U0001F600 \xff\xf0\x9f \xed\xa0\x80 \ufffd \x7f <&>", -1e-7, -1)
	for _, x := range []float64{1, .1, 1e-6, 9.99e-7, 1e20, 1e21, 1.5e-300, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), -2.5e100} {
		f.Add("", x, math.MaxInt)
	}
	f.Fuzz(func(t *testing.T, s string, x float64, n int) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Skip("no JSON number")
		}
		a := bare()
		a.Thread.Title = s
		a.Relations = []gainsay.Relation{{Score: x}}
		a.Report.Announced = &n
		checkPiecewise(t, a)
	})
}

func TestNoNumber(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(-1)} {
		a := bare()
		a.Relations = []gainsay.Relation{{Score: x}}
		if err := exporter.Lookup("jsonl").Write(&bytes.Buffer{}, a); err == nil {
			t.Errorf("%v was written", x)
		}
	}
	broken := errors.New("broken")
	if err := exporter.Lookup("jsonl").Write(failing{broken}, long()); !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
