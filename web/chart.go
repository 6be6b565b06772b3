package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay/view"
)

// Measures of the chart over time, in units of its view box.
const (
	chartWidth              = 1180
	chartLeft, chartRight   = 46, 1170
	chartTop, chartBottom   = 10, 150 // of 100 % and 0 %
	volumeTop, volumeBottom = 162, 188
	maxMonths               = 120 // a longer time is shown by years
)

// chart is a share over time, as a template draws it.
type chart struct {
	Set        string // which set, "" where there is but one
	Summary    string
	Grid       []gridLine
	Mean       string // height of the share of all
	Lines      []string
	Bands      []string
	Points     []chartPoint
	Ticks      []chartTick
	Most       int // assertions of the largest period
	ByYear     bool
	Hollow     int // points below view.MinMonth
	Unit, Wide string
}

type gridLine struct{ Y, Label string }

type chartTick struct{ X, Label, Anchor string }

// chartPoint is a month or a year.
type chartPoint struct {
	period
	X, Y, Low, High    string // of the share and its interval
	BarX, BarY, BarW   string
	BarH               string
	Few                bool // fewer than view.MinMonth assertions
	Joined             bool // the band shows its interval
	Name, Words, Range string
	Href               string
}

// period is a month, a quarter or a year with its share.
type period struct {
	From time.Time
	view.Share
}

// newChart draws the shares of months. href returns what a stretch from one
// month to another, both included, leads to.
func newChart(o view.Overview, href func(from, to time.Time) string) chart {
	c := chart{Mean: height(o.All.Rate()), Unit: "month"}
	if len(o.Months) == 0 {
		return c
	}
	ps := periodsOf(o.Months, 1)
	if len(ps) > maxMonths {
		ps, c.ByYear, c.Unit = periodsOf(o.Months, 12), true, "year"
	}
	if len(ps) > 14 {
		c.Wide = "wide"
	}
	for v := 0; v <= 100; v += 25 {
		c.Grid = append(c.Grid, gridLine{height(float64(v) / 100), fmt.Sprintf("%d %%", v)})
	}
	for _, p := range ps {
		c.Most = max(c.Most, p.Of)
	}
	step := float64(chartRight-chartLeft) / float64(len(ps))
	for i, p := range ps {
		x := chartLeft + step*(float64(i)+.5)
		c.tick(i, len(ps), x, p.From)
		if p.Of == 0 {
			continue
		}
		c.Points = append(c.Points, c.point(p, x, step, href))
	}
	c.lines()
	c.Summary = c.summary(o)
	return c
}

// periodsOf joins months to periods of so many, without a gap.
func periodsOf(months []view.MonthShare, length int) (out []period) {
	first := func(t time.Time) time.Time { return t.AddDate(0, -(int(t.Month())-1)%length, 0) }
	last := first(months[len(months)-1].Month)
	at := map[time.Time]int{}
	for t := first(months[0].Month); !t.After(last); t = t.AddDate(0, length, 0) {
		at[t] = len(out)
		out = append(out, period{From: t})
	}
	for _, m := range months {
		p := &out[at[first(m.Month)]]
		p.N, p.Of = p.N+m.N, p.Of+m.Of
	}
	return out
}

func (c *chart) point(p period, x, step float64, href func(from, to time.Time) string) chartPoint {
	low, high := p.Interval()
	bar := max(1, float64(volumeBottom-volumeTop)*float64(p.Of)/float64(c.Most))
	to, name := p.From, p.From.Format("Jan 2006")
	if c.ByYear {
		to, name = p.From.AddDate(0, 11, 0), p.From.Format("2006")
	}
	width := min(18, step*.6)
	if p.Of < view.MinMonth {
		c.Hollow++
	}
	return chartPoint{period: p, X: number(x), Y: height(p.Rate()), Low: height(low), High: height(high),
		BarX: number(x - width/2), BarY: number(volumeBottom - bar), BarW: number(width), BarH: number(bar),
		Few: p.Of < view.MinMonth, Name: name, Words: shareWords(p.Share), Range: rangeWords(p.Share), Href: href(p.From, to)}
}

// lines joins neighbours that both have enough assertions.
func (c *chart) lines() {
	var run []*chartPoint
	end := func() {
		for _, p := range run {
			p.Joined = len(run) > 1
		}
		if len(run) > 1 {
			line, band := make([]string, 0, len(run)), make([]string, 0, 2*len(run))
			for _, p := range run {
				line, band = append(line, p.X+" "+p.Y), append(band, p.X+" "+p.High)
			}
			for i := len(run) - 1; i >= 0; i-- {
				band = append(band, run[i].X+" "+run[i].Low)
			}
			c.Lines = append(c.Lines, "M"+strings.Join(line, " L"))
			c.Bands = append(c.Bands, "M"+strings.Join(band, " L")+" Z")
		}
		run = nil
	}
	for i := range c.Points {
		p := &c.Points[i]
		next := time.Time{}
		if len(run) > 0 {
			next = run[len(run)-1].From.AddDate(0, map[bool]int{false: 1, true: 12}[c.ByYear], 0)
		}
		if p.Few || len(run) > 0 && !next.Equal(p.From) {
			end()
		}
		if !p.Few {
			run = append(run, p)
		}
	}
	end()
}

// tick labels some of the periods below the chart.
func (c *chart) tick(i, n int, x float64, t time.Time) {
	every := (n + 7) / 8
	if i%every != 0 && i != n-1 || i != n-1 && n-1-i < every/2+1 && i > 0 {
		return
	}
	label, anchor := t.Format("Jan 2006"), "middle"
	if c.ByYear {
		label = t.Format("2006")
	}
	if i == n-1 && n > 8 {
		anchor = "end"
	}
	c.Ticks = append(c.Ticks, chartTick{number(x), label, anchor})
}

func (c *chart) summary(o view.Overview) string {
	first, last := c.Points[0], c.Points[len(c.Points)-1]
	low, high := first, first
	for _, p := range c.Points {
		if p.Few {
			continue
		}
		if low.Few || p.Rate() < low.Rate() {
			low = p
		}
		if high.Few || p.Rate() > high.Rate() {
			high = p
		}
	}
	s := fmt.Sprintf("Share of unsupported assertions by %s, %s to %s: %s in all", c.Unit, first.Name, last.Name, shareWords(o.All))
	if !low.Few && low.Name != high.Name {
		s += fmt.Sprintf("; lowest in %s (%s), highest in %s (%s)", low.Name, percentWords(low.Rate()), high.Name,
			percentWords(high.Rate()))
	}
	return s + "."
}

func height(share float64) string { return number(chartBottom - share*(chartBottom-chartTop)) }

func number(f float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0") }

func percentWords(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// shareWords is a share with its count: "48 %, 1336 of 2802".
func shareWords(s view.Share) string {
	if s.Of == 0 {
		return "none"
	}
	return fmt.Sprintf("%s, %d of %d", percentWords(s.Rate()), s.N, s.Of)
}

// rangeWords is the 95 % interval in percent: "46–50".
func rangeWords(s view.Share) string {
	low, high := s.Interval()
	return fmt.Sprintf("%.0f–%.0f", 100*low, 100*high)
}

// small is a source's chart among others on one scale: 0 to 100 % over the
// same time.
type small struct {
	view.SourceShare
	Href, Mean string
	Lines      []string
	Points     []smallPoint
}

type smallPoint struct {
	X, Y string
	Few  bool
}

// Measures of a small chart.
const smallWidth, smallTop, smallBottom = 170, 6, 64

// newSmall draws a source from the first quarter of all sources to their last.
func newSmall(s view.SourceShare, mean float64, first, last time.Time) small {
	y := func(share float64) string { return number(smallBottom - share*(smallBottom-smallTop)) }
	out := small{SourceShare: s, Mean: y(mean)}
	span := max(1, quarters(first, last))
	var line []string
	at := time.Time{}
	end := func() {
		if len(line) > 1 {
			out.Lines = append(out.Lines, "M"+strings.Join(line, " L"))
		}
		line = nil
	}
	for _, q := range s.Quarters {
		p := smallPoint{number(4 + float64(smallWidth-8)*float64(quarters(first, q.Month))/float64(span)), y(q.Rate()),
			q.Of < view.MinMonth}
		out.Points = append(out.Points, p)
		if p.Few || !at.AddDate(0, 3, 0).Equal(q.Month) {
			end()
		}
		if !p.Few {
			line = append(line, p.X+" "+p.Y)
		}
		at = q.Month
	}
	end()
	return out
}

func quarters(from, to time.Time) int {
	return (to.Year()-from.Year())*4 + (int(to.Month())-int(from.Month()))/3
}
