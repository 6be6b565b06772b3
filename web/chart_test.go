package web

import (
	"bytes"
	"flag"
	"html/template"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
)

var updateCharts = flag.Bool("update-charts", false, "write the golden charts")

// figures are shares of months: two long enough to be joined, one with few
// assertions, a gap.
func figures() view.Overview {
	var o view.Overview
	for _, m := range []struct{ month, n, of int }{{1, 20, 40}, {2, 30, 60}, {3, 4, 5}, {6, 50, 50}} {
		s := view.Share{N: m.n, Of: m.of}
		o.Months = append(o.Months, view.MonthShare{Month: time.Date(2024, time.Month(m.month), 1, 0, 0, 0, 0, time.UTC), Share: s})
		o.All.N, o.All.Of = o.All.N+m.n, o.All.Of+m.of
	}
	return o
}

func drawn(t *testing.T, name string, data any) string {
	t.Helper()
	tmpl, err := template.New("layout.html").Funcs(functions).ParseFS(files, layout, parts, "template/overview.html")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tmpl.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestChart(t *testing.T) {
	o := figures()
	c := newChart(o, func(from, to time.Time) string {
		return withQuery("/assertions", url.Values{"from": {from.Format(query.MonthFormat)}, "to": {to.Format(query.MonthFormat)}})
	})
	if len(c.Lines) != 1 || len(c.Bands) != 1 || c.Hollow != 1 || len(c.Points) != 4 {
		t.Errorf("%d lines, %d bands, %d hollow of %d points", len(c.Lines), len(c.Bands), c.Hollow, len(c.Points))
	}
	small := newSmall(view.SourceShare{Name: "harrow.example", Threads: 2, Share: o.All, Quarters: []view.MonthShare{
		{Month: o.Months[0].Month, Share: view.Share{N: 54, Of: 105}},
		{Month: o.Months[0].Month.AddDate(0, 3, 0), Share: view.Share{N: 50, Of: 50}}}}, o.All.Rate(),
		o.Months[0].Month, o.Months[0].Month.AddDate(0, 9, 0))
	got := drawn(t, "timechart", c) + "\n" + drawn(t, "smallchart", small) + "\n" + drawn(t, "sharetable",
		[]shareRow{newShareRow(view.NamedShare{Name: "Norway", Share: view.Share{N: 20, Of: 50}}, o.All, "/x")})
	const path = "testdata/charts.golden"
	if *updateCharts {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Error(d)
	}
}

// TestChartByYear: a time longer than ten years is shown by years.
func TestChartByYear(t *testing.T) {
	o := figures()
	for i := range o.Months {
		o.Months[i].Month = o.Months[i].Month.AddDate(5*i, 0, 0)
	}
	c := newChart(o, func(from, to time.Time) string {
		return from.Format(query.MonthFormat) + " " + to.Format(query.MonthFormat)
	})
	if !c.ByYear || len(c.Points) != 4 || c.Points[1].Href != "2029-01 2029-12" {
		t.Errorf("by year %v, %+v", c.ByYear, c.Points)
	}
}
