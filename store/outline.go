package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/klauspost/compress/s2"
)

// outline is a view.Outline as it is stored, a slice a field: gob decodes
// 5,000 comments with their marks in 3 ms, where the rows and lists take 200.
// Strings that repeat are in Words, and others give their index.
type outline struct {
	Words    []string
	Opening  string
	Grounded int

	Comments, Parents           []string
	Authors, States, Bys, Sizes []int
	Marks                       []string
	Of, Starts, Ends            []int // Of is the index of the comment
	Tags, Kinds, Targets        []int
	Scores                      []float64
	At                          []int // begin of a mark in its list, see listLen
	Assertions                  []int // indices of marks
	Statuses, Disputes          []int
	Asked, Countered, Conceded  []int // how many
	Notable                     []float64
	From, To, Relations         []int // indices of marks; kinds
}

// wordIndex numbers strings.
type wordIndex map[string]int

func (w wordIndex) of(s string) int {
	n, ok := w[s]
	if !ok {
		n = len(w)
		w[s] = n
	}
	return n
}

func (w wordIndex) list() []string {
	out := make([]string, len(w))
	for s, n := range w {
		out[n] = s
	}
	return out
}

// newOutline makes the outline of an analysis whose marks begin at these places
// of their lists, nil if an assertion is no mark of its comment.
func newOutline(a *gainsay.Analysis, at []int) *outline {
	o, w := &outline{At: at, Opening: opening(a.Thread)}, wordIndex{}
	comments, marks := make(map[string]int, len(a.Thread.Comments)), make(map[string]int, len(a.Annotations))
	for i, c := range a.Thread.Comments {
		comments[c.ID] = i
		o.Comments, o.Parents = append(o.Comments, c.ID), append(o.Parents, c.Parent)
		o.Authors, o.States = append(o.Authors, w.of(c.Author)), append(o.States, w.of(string(c.State)))
		o.Bys, o.Sizes = append(o.Bys, w.of(string(c.ParentBy))), append(o.Sizes, len(c.Text))
	}
	for i := range a.Annotations {
		n := &a.Annotations[i]
		marks[n.ID] = i
		o.Marks, o.Of = append(o.Marks, n.ID), append(o.Of, comments[n.Comment])
		o.Starts, o.Ends = append(o.Starts, n.Start), append(o.Ends, n.End)
		o.Tags, o.Kinds = append(o.Tags, w.of(string(n.Tag))), append(o.Kinds, w.of(n.Kind))
		o.Targets, o.Scores = append(o.Targets, w.of(n.Target)), append(o.Scores, n.Score)
	}
	for i := range a.Assertions {
		s := &a.Assertions[i]
		mark, ok := marks[s.ID]
		if !ok || a.Annotations[mark].Comment != s.Comment {
			return nil // no analysis of ours: it is read whole
		}
		o.Assertions = append(o.Assertions, mark)
		o.Statuses, o.Disputes = append(o.Statuses, w.of(string(s.Status))), append(o.Disputes, w.of(string(s.Dispute)))
		o.Asked, o.Countered = append(o.Asked, len(s.AskedBy)), append(o.Countered, len(s.CounteredBy))
		o.Conceded, o.Notable = append(o.Conceded, len(s.ConcededBy)), append(o.Notable, s.Notable)
		for _, e := range s.Support {
			o.Grounded += btoi(e.Kind == gainsay.EvidenceArticle)
		}
	}
	for _, r := range a.Relations {
		o.From, o.To = append(o.From, marks[r.From]), append(o.To, marks[r.To])
		o.Relations = append(o.Relations, w.of(string(r.Kind)))
	}
	o.Words = w.list()
	return o
}

// opening is the text of the first comment that has words, cut.
func opening(t *gainsay.Thread) string {
	const longest = 400
	for _, c := range t.Comments {
		if words := strings.TrimSpace(c.Text); words != "" {
			words = words[:min(len(words), longest)]
			for !utf8.ValidString(words) && len(words) > longest-utf8.UTFMax {
				words = words[:len(words)-1]
			}
			return words
		}
	}
	return ""
}

func (s *saver) insertOutline() error {
	packed, err := packOutline(s.a, s.at)
	if err != nil {
		return err
	}
	return s.rows("outline", "thread_pk", "content").add(s.thread, packed)
}

// wholeOutline is stored for a thread that has no outline and is read whole: nothing,
// compressed.
var wholeOutline = s2.Encode(nil, nil)

// packOutline encodes the outline of an analysis.
func packOutline(a *gainsay.Analysis, at []int) ([]byte, error) {
	o := newOutline(a, at)
	if o == nil {
		return wholeOutline, nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(o); err != nil {
		return nil, fmt.Errorf("outline: %w", err)
	}
	return s2.Encode(nil, b.Bytes()), nil
}

// Outline loads the outline of what was saved under key. It returns
// view.ErrNotFound where nothing was, or without an outline.
func (db *DB) Outline(ctx context.Context, key string) (out *view.Outline, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		a, pk, err := loadThread(ctx, tx, key)
		if err != nil {
			return err
		}
		var content, digest []byte
		err = tx.QueryRowContext(ctx, `SELECT o.content, t.digest FROM outline o JOIN thread t ON t.pk = o.thread_pk
			WHERE o.thread_pk = ?`, pk).Scan(&content, &digest)
		if errors.Is(err, sql.ErrNoRows) || err == nil && bytes.Equal(content, wholeOutline) {
			return view.ErrNotFound
		}
		if err != nil {
			return err
		}
		if a.Report.Problems, err = loadProblems(ctx, tx, pk); err != nil {
			return err
		}
		plain, err := s2.Decode(nil, content)
		if err != nil {
			return err
		}
		var o outline
		if err := gob.NewDecoder(bytes.NewReader(plain)).Decode(&o); err != nil {
			return err
		}
		out = o.read(a)
		out.Digest = digestOf(pk, digest)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load outline of thread %s: %w", key, err)
	}
	return out, nil
}

// read puts the outline into an analysis that has the thread's own row.
func (o *outline) read(a *gainsay.Analysis) *view.Outline {
	out := &view.Outline{Analysis: a, Sizes: make(map[string]int, len(o.Comments)), Opening: o.Opening, Grounded: o.Grounded, At: o.At}
	comments := make([]gainsay.Comment, len(o.Comments))
	a.Thread.Comments = make([]*gainsay.Comment, len(o.Comments))
	for i, id := range o.Comments {
		comments[i] = gainsay.Comment{ID: id, Parent: o.Parents[i], Author: o.Words[o.Authors[i]],
			State: gainsay.State(o.Words[o.States[i]]), ParentBy: gainsay.ParentSource(o.Words[o.Bys[i]])}
		a.Thread.Comments[i], out.Sizes[id] = &comments[i], o.Sizes[i]
	}
	a.Annotations = make([]gainsay.Annotation, len(o.Marks))
	for i, id := range o.Marks {
		a.Annotations[i] = gainsay.Annotation{ID: id, Comment: o.Comments[o.Of[i]], Span: gainsay.Span{Start: o.Starts[i], End: o.Ends[i]},
			Tag: gainsay.Tag(o.Words[o.Tags[i]]), Kind: o.Words[o.Kinds[i]], Target: o.Words[o.Targets[i]], Score: o.Scores[i]}
	}
	a.Assertions = make([]gainsay.Assertion, len(o.Assertions))
	for i, mark := range o.Assertions {
		m := &a.Annotations[mark]
		a.Assertions[i] = gainsay.Assertion{ID: m.ID, Comment: m.Comment, Span: m.Span, Author: comments[o.Of[mark]].Author,
			Kind: gainsay.Fact, Status: gainsay.Status(o.Words[o.Statuses[i]]), Dispute: gainsay.Dispute(o.Words[o.Disputes[i]]),
			AskedBy: make([]string, o.Asked[i]), CounteredBy: make([]string, o.Countered[i]),
			ConcededBy: make([]string, o.Conceded[i]), Notable: o.Notable[i]}
	}
	a.Relations = make([]gainsay.Relation, len(o.From))
	for i := range o.From {
		a.Relations[i] = gainsay.Relation{From: o.Marks[o.From[i]], To: o.Marks[o.To[i]],
			Kind: gainsay.RelationKind(o.Words[o.Relations[i]])}
	}
	return out
}

// Part loads some comments of a thread whole, with their marks and assertions.
// It returns view.ErrNotFound if the thread is no longer what its outline says.
func (db *DB) Part(ctx context.Context, key string, o *view.Outline, comments map[string]bool) (p *view.ThreadPart, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		format, id := splitKey(key)
		var pk int64
		var digest []byte
		err := tx.QueryRowContext(ctx, `SELECT pk, digest FROM thread WHERE format = ? AND id = ?`, format, id).Scan(&pk, &digest)
		if errors.Is(err, sql.ErrNoRows) || err == nil && digestOf(pk, digest) != o.Digest {
			return view.ErrNotFound
		}
		if err != nil {
			return err
		}
		l := &partLoader{ctx, tx, pk, o, &view.ThreadPart{}}
		p = l.part
		return firstError(
			func() error { return l.comments(comments) },
			func() error { return l.marks(comments) },
			l.assertions,
		)
	})
	if err != nil {
		return nil, fmt.Errorf("load comments of thread %s: %w", key, err)
	}
	return p, nil
}

// partLoader is one call of Part.
type partLoader struct {
	ctx    context.Context
	tx     *sql.Tx
	thread int64
	of     *view.Outline
	part   *view.ThreadPart
}

func (l *partLoader) comments(wanted map[string]bool) (err error) {
	ids := []string{}
	for id, ok := range wanted {
		if ok {
			ids = append(ids, id)
		}
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	l.part.Comments, err = loadCommentsWhere(l.ctx, l.tx,
		`c.thread_pk = ? AND c.id IN (SELECT value FROM json_each(?))`, l.thread, string(list))
	return err
}

// marks decodes the wanted marks alone, of the lists that have any.
func (l *partLoader) marks(wanted map[string]bool) error {
	list, open := []byte(nil), -1
	for i := range l.of.Analysis.Annotations {
		if !wanted[l.of.Analysis.Annotations[i].Comment] {
			continue
		}
		if n := i / listLen; n != open {
			var packed any
			err := l.tx.QueryRowContext(l.ctx, `SELECT list FROM annotation WHERE thread_pk = ? AND n = ?`, l.thread, n).Scan(&packed)
			if err != nil {
				return err
			}
			if list, err = unpackList(packed); err != nil {
				return err
			}
			open = n
		}
		end := len(list) - 1 // before the bracket
		if i+1 < len(l.of.At) && (i+1)%listLen != 0 {
			end = l.of.At[i+1] - 1 // before the comma
		}
		var m gainsay.Annotation
		if err := json.Unmarshal(list[l.of.At[i]:end], &m); err != nil {
			return fmt.Errorf("mark %d: %w", i, err)
		}
		l.part.Annotations = append(l.part.Annotations, m)
	}
	return nil
}

func (l *partLoader) assertions() (err error) {
	ids := []string{}
	for _, m := range l.part.Annotations {
		if m.Tag == gainsay.TagClaim {
			ids = append(ids, m.ID)
		}
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	l.part.Assertions, err = loadAssertionsWhere(l.ctx, l.tx,
		`s.thread_pk = ? AND s.id IN (SELECT value FROM json_each(?))`, l.thread, string(list))
	return err
}
