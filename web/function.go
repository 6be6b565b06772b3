package web

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
)

// functions are those that templates call.
var functions = template.FuncMap{
	"threadPath":   threadPath,
	"commentPath":  commentPath,
	"entryPath":    entryPath,
	"marked":       marked,
	"rowPath":      rowPath,
	"authorPath":   authorPath,
	"percent":      func(f float64) int { return int(math.RoundToEven(f * 100)) }, // rounds as %.2f does
	"signed":       func(f float64) string { return strings.Replace(fmt.Sprintf("%+.2f", f), "-", "−", 1) },
	"clip":         view.Clip,
	"signal":       view.Signal,
	"named":        named,
	"sign":         sign,
	"coefficient":  coefficient,
	"tagLabel":     view.TagLabel,
	"thousands":    thousands,
	"isoMonth":     func(t time.Time) string { return t.Format(query.MonthFormat) },
	"share":        percentWords,
	"shareOf":      shareOf,
	"interval":     rangeWords,
	"score":        func(f float64) string { return strings.TrimPrefix(fmt.Sprintf("%.2f", f), "0") },
	"moment":       func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05 UTC") },
	"date":         func(t time.Time) string { return dated(t, gainsay.ToSecond) },
	"dated":        dated,
	"iso":          func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"statusLabel":  view.StatusLabel,
	"disputeLabel": view.DisputeLabel,
	"verdictLabel": verdictLabel,
	"disputes":     func(s gainsay.Assertion) []gainsay.Dispute { return s.Disputes() },
	"reviewReply":  newReviewReply,
	"inc":          func(i int) int { return i + 1 },
	"add":          func(a, b int) int { return a + b },
	"paragraphs":   func(s string) []string { return strings.Split(s, "\n\n") },
	"topicPath":    topicPath,
	"times": func(n int) string {
		if n == 1 {
			return "once"
		}
		return fmt.Sprintf("%d times", n)
	},
	"plural": func(n int, one, many string) string {
		if n == 1 {
			return fmt.Sprintf("%d %s", n, one)
		}
		return fmt.Sprintf("%d %s", n, many)
	},
}

// dated writes a time as exactly as the source gave it.
func dated(t time.Time, p gainsay.Precision) string {
	layout := "2 Jan 2006, 15:04"
	switch p {
	case gainsay.ToYear:
		layout = "2006"
	case gainsay.ToMonth:
		layout = "Jan 2006"
	case gainsay.ToDay:
		layout = "2 Jan 2006"
	case gainsay.ToHour:
		layout = "2 Jan 2006, 15 h"
	}
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// thousands sets groups of three digits apart by narrow spaces.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}
