package reply

import (
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text"
)

// said is a comment of a test: who wrote it, in which minute, and what.
type said struct {
	author string
	minute int
	text   string
}

// recoveryOf reads a thread of comments.
func recoveryOf(article string, all ...said) *recovery {
	th := &gainsay.Thread{Article: article}
	var docs []*text.Doc
	for i, c := range all {
		v := &gainsay.Comment{ID: string(rune('a' + i)), Author: c.author, Text: c.text}
		if c.minute > 0 {
			v.Time = time.Date(2024, 1, 1, 10, c.minute, 0, 0, time.UTC)
		}
		th.Comments = append(th.Comments, v)
		docs = append(docs, text.Parse(c.text))
	}
	return newRecovery(th, docs, &model{})
}

// TestOrder finds the comments of a page that cannot be top-level by their times:
// where top-level comments rise, those with an earlier one below; where they fall,
// those with an earlier one above.
func TestOrder(t *testing.T) {
	for name, c := range map[string]struct {
		minutes []int
		want    []bool
		records float64
	}{
		"oldest first": {[]int{1, 9, 12, 3, 8, 5}, []bool{false, true, true, false, true, false}, 0.5},
		"newest first": {[]int{30, 20, 25, 10, 14, 5, 3},
			[]bool{false, false, true, false, true, false, false}, 4. / 7},
	} {
		var all []said
		for _, m := range c.minutes {
			all = append(all, said{"", m, "The ferry is late."})
		}
		r := recoveryOf("The ferry will be dearer.", all...)
		if r.layout != nested {
			t.Fatalf("%s: layout %s", name, layoutNames[r.layout])
		}
		for i, want := range c.want {
			if r.replyByTime[i] != want {
				t.Errorf("%s: comment %d: %v, want %v", name, i, r.replyByTime[i], want)
			}
		}
		if r.traits.records != c.records {
			t.Errorf("%s: records %.3f, want %.3f", name, r.traits.records, c.records)
		}
	}
}

// TestTraits tells a talk between two, each about what was just said, from remarks
// by many.
func TestTraits(t *testing.T) {
	talk := recoveryOf("", said{"ada", 0, "The ferry timetable changed."},
		said{"bo", 0, "You mean the winter timetable with the late crossing?"},
		said{"ada", 0, "The late crossing was cancelled for storms."},
		said{"bo", 0, "Storms never cancelled it while Harbourmaster Quist decided."},
		said{"ada", 0, "Quist retired, you know."}).traits
	remarks := recoveryOf("", said{"ada", 0, "The ferry timetable changed."},
		said{"bo", 0, "Parking costs more."}, said{"cy", 0, "Timetable of the ferry, again."},
		said{"di", 0, "Parking was free."}, said{"ed", 0, "They painted the ferry."}).traits
	if talk.chain <= remarks.chain || talk.alternation <= 0 || remarks.alternation != 0 ||
		talk.dialogue <= remarks.dialogue || talk.talk <= remarks.talk {
		t.Errorf("talk %+v\nremarks %+v", talk, remarks)
	}
}

// TestReturn sees that the author of a comment writes soon after a reply to it, and
// whom that names.
func TestReturn(t *testing.T) {
	r := recoveryOf("", said{"ada", 0, "The ferry is late."}, said{"cy", 0, "The bus too."},
		said{"bo", 0, "No wonder."}, said{"cy", 0, "Hm."}, said{"ada", 0, "@bo Why?"})
	for at, want := range map[int]values{
		0: {returns: 0.5, callsBack: 1},
		1: {returns: 1, returnsNext: 1},
	} {
		var v values
		r.measureReturn(2, at, &v)
		if v != want {
			t.Errorf("parent %d: returns %v, next %v, calls %v", at, v[returns], v[returnsNext], v[callsBack])
		}
	}
}

// TestHabits counts what comments reply to.
func TestHabits(t *testing.T) {
	r := recoveryOf("The ferry will be dearer.", said{"ada", 0, "No."}, said{"bo", 0, "Yes."}, said{"cy", 0, "Why?"},
		said{"di", 0, "So what?"})
	r.attach(0, -1)
	r.attach(1, 0)
	r.attach(2, 1)
	r.attach(3, 0)
	if h := r.habits; h.previous != 2 || h.top != 2 || h.level[0] != 2 || h.level[1] != 1 {
		t.Errorf("habits %+v", h)
	}
}
