package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// marksIn picks marks by a table x of thread keys and ids of marks.
const marksIn = `m.pk IN (SELECT n.pk FROM %s x
	CROSS JOIN thread k ON k.format = substr(x.thread, 1, instr(x.thread, ':') - 1)
		AND k.id = substr(x.thread, instr(x.thread, ':') + 1)
	CROSS JOIN mark n ON n.thread_pk = k.pk AND n.id = x.mark WHERE x.coder = ?)`

// markTopic picks the marks of assertions about a topic.
const markTopic = `m.pk IN (SELECT n.pk FROM topic y CROSS JOIN assertion_topic x ON x.topic_pk = y.pk
	CROSS JOIN assertion s ON s.pk = x.assertion_pk
	CROSS JOIN mark n ON n.thread_pk = s.thread_pk AND n.id = s.id WHERE y.fold = ?)`

// Bits of mark.dispute.
const (
	markAsked = 1 << iota
	markCountered
	markConceded
)

var disputeBits = map[gainsay.Dispute]int{gainsay.Questioned: markAsked, gainsay.Contested: markCountered,
	gainsay.Conceded: markConceded}

// markDispute is the condition that a dispute holds of mark m. The list makes
// use of an index.
func markDispute(d gainsay.Dispute) (string, error) {
	if d == gainsay.Open {
		return `m.dispute = 0 AND m.class IN ('` + strings.Join(statusNames(), `', '`) + `')`, nil
	}
	bit, ok := disputeBits[d]
	if !ok {
		return "", fmt.Errorf("no dispute %q", d)
	}
	var values []string
	for v := range 2 * markConceded {
		if v&bit != 0 {
			values = append(values, strconv.Itoa(v))
		}
	}
	return `m.dispute <> 0 AND m.dispute IN (` + strings.Join(values, ", ") + `)`, nil
}

func statusNames() (names []string) {
	for _, s := range gainsay.Statuses() {
		names = append(names, string(s))
	}
	return names
}

// decidedConditions are the conditions of Decided; those that name a coder have
// one argument.
var decidedConditions = map[view.Decided]string{
	view.Undecided:      `NOT EXISTS (SELECT 1 FROM decided x WHERE x.coder = ? AND x.thread = ` + keyOf + ` AND x.mark = m.id)`,
	view.DecidedByCoder: fmt.Sprintf(marksIn, "decided"),
	view.ByNobody:       `NOT EXISTS (SELECT 1 FROM decided x WHERE x.thread = ` + keyOf + ` AND x.mark = m.id)`,
}

// markCondition gives the filter as a condition on mark m alone.
func markCondition(f view.MarkFilter) (cond string, args []any, err error) {
	conds := []string{"TRUE"}
	add := func(c string, a ...any) { conds, args = append(conds, c), append(args, a...) }
	if in := markClasses(f); len(in) > 0 { // + keeps class in the order, so that an index has all of it
		add(`+m.class IN (?`+strings.Repeat(", ?", len(in)-1)+`)`, in...)
	}
	for _, d := range f.Dispute {
		c, err := markDispute(d)
		if err != nil {
			return "", nil, err
		}
		add(c)
	}
	for _, t := range f.Topics {
		add(markTopic, fold(t))
	}
	if f.Author != "" {
		add(`m.comment_pk IN (SELECT pk FROM comment WHERE author = ?)`, f.Author)
	}
	if f.Thread != "" {
		format, id := splitKey(f.Thread)
		add(`m.thread_pk = (SELECT pk FROM thread WHERE format = ? AND id = ?)`, format, id)
	}
	for _, p := range [][2]string{{"source", f.Source}, {"format", f.Format}} {
		if p[1] != "" {
			add(`+m.thread_pk IN (SELECT pk FROM thread WHERE `+p[0]+` = ?)`, p[1])
		}
	}
	if f.Rule != "" {
		add(`m.by = ?`, f.Rule)
	}
	if f.Mine {
		add(fmt.Sprintf(marksIn, "assigned"), f.Coder)
	}
	switch c, ok := decidedConditions[f.Decided]; {
	case f.Decided == "":
	case !ok:
		return "", nil, fmt.Errorf("decided must not be %q", f.Decided)
	case f.Decided == view.ByNobody:
		add(c)
	default:
		add(c, f.Coder)
	}
	return strings.Join(conds, " AND "), args, nil
}

// markClasses lists the classes of the filter's tags and statuses.
func markClasses(f view.MarkFilter) (in []any) {
	for _, s := range f.Status {
		in = append(in, s)
	}
	for _, t := range f.Tags {
		switch {
		case t != gainsay.TagClaim:
			in = append(in, t)
		case len(f.Status) == 0:
			for _, s := range gainsay.Statuses() {
				in = append(in, s)
			}
		}
	}
	return in
}

// belowThreshold is a condition on mark m to add to others.
func belowThreshold(ctx context.Context, tx *sql.Tx) (cond string, args []any, err error) {
	least, err := thresholds(ctx, tx)
	for _, tag := range gainsay.Tags() {
		if least[tag] > 0 {
			in := markClasses(view.MarkFilter{Tags: []gainsay.Tag{tag}})
			cond += ` AND NOT (m.score < ? AND m.class IN (?` + strings.Repeat(", ?", len(in)-1) + `))`
			args = slices.Concat(args, []any{least[tag]}, in)
		}
	}
	return cond, args, err
}
