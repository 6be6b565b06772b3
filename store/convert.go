package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
	"github.com/klauspost/compress/s2"
)

// conversions are what SQL alone cannot change, by the version of the schema
// that needs it. They run after the SQL of that version in its transaction,
// and read only columns of that version.
var conversions = map[int]func(context.Context, *sql.Tx) error{7: convertSentences, 15: describeThreads, 17: placeAll,
	18: scoreAssertions, 21: anchorAssigned}

// oldThread is a thread as schema 6 has it: marks, relations and steps say in
// sentences what later are fields.
type oldThread struct {
	comments   map[string]gainsay.Comment // id, author and text, by id
	lists      [][]oldAnnotation          // as stored
	marks      map[string]*oldAnnotation  // by id
	sites      map[place]string           // that links lead to, as evidence marks say
	assertions []oldAssertion
	relations  []gainsay.Relation // By is "<rule>: <sentence>"
	bearing    map[string][]int   // indexes of relations, by the annotation they lead to
}

// place is a span of a comment.
type place struct {
	comment string
	span    gainsay.Span
}

// oldAnnotation is an annotation with its sentence.
type oldAnnotation struct {
	gainsay.Annotation
	Why string `json:"why"`
}

// oldAssertion is an assertion with its chain in sentences.
type oldAssertion struct {
	gainsay.Assertion
	pk    int64
	chain []oldStep
}

type oldStep struct {
	gainsay.Step
	Text string `json:"text"`
}

// convertSentences makes data of the sentences in all threads.
func convertSentences(ctx context.Context, tx *sql.Tx) error {
	threads, err := collect(ctx, tx, scanOne[int64], `SELECT pk FROM thread ORDER BY pk`)
	if err != nil {
		return err
	}
	b := newBatch(ctx, tx)
	for _, pk := range threads {
		t, err := loadOld(ctx, tx, pk)
		if err != nil {
			return fmt.Errorf("load thread %d: %w", pk, err)
		}
		if err := t.store(b, pk); err != nil {
			return fmt.Errorf("convert thread %d: %w", pk, err)
		}
	}
	return nil
}

// store writes the converted lists, relations and chains of a thread.
func (t *oldThread) store(b *batch, pk int64) error {
	for n, list := range t.lists {
		marks := make([]gainsay.Annotation, len(list))
		for i := range list {
			marks[i] = t.annotation(&list[i])
		}
		encoded, err := wire.AppendAnnotations(nil, marks)
		if err != nil {
			return err
		}
		packed := s2.Encode(nil, encoded)
		err = b.exec(`UPDATE annotation SET list = ? WHERE thread_pk = ? AND n = ?`, packed, pk, n)
		if err != nil {
			return err
		}
	}
	for n, old := range t.relations {
		r := t.relation(old)
		reasons, err := stored(r.Reasons, wire.AppendReasons)
		if err != nil {
			return err
		}
		if err := b.exec(`UPDATE relation SET by = ?, reasons = ? WHERE thread_pk = ? AND n = ?`,
			r.By, reasons, pk, n); err != nil {
			return err
		}
	}
	for i := range t.assertions {
		chain, err := stored(t.chain(&t.assertions[i]), wire.AppendSteps)
		if err != nil {
			return err
		}
		if err := b.exec(`UPDATE assertion SET chain = ? WHERE pk = ?`,
			chain, t.assertions[i].pk); err != nil {
			return err
		}
	}
	return nil
}

func loadOld(ctx context.Context, tx *sql.Tx, pk int64) (t *oldThread, err error) {
	t = &oldThread{comments: map[string]gainsay.Comment{}, marks: map[string]*oldAnnotation{},
		sites: map[place]string{}, bearing: map[string][]int{}}
	comments, err := collect(ctx, tx, func(r *sql.Rows) (c gainsay.Comment, err error) {
		err = r.Scan(&c.ID, &c.Author, &c.Text)
		return c, err
	}, `SELECT id, coalesce(author, ''), text FROM comment WHERE thread_pk = ?`, pk)
	if err != nil {
		return nil, err
	}
	for _, c := range comments {
		t.comments[c.ID] = c
	}
	if t.lists, err = collect(ctx, tx, scanOldList, `SELECT list FROM annotation
		WHERE thread_pk = ? ORDER BY n`, pk); err != nil {
		return nil, err
	}
	for _, list := range t.lists {
		for i := range list {
			m := &list[i]
			t.marks[m.ID] = m
			if k := strings.LastIndex(m.Why, "; "+leadsTo); k >= 0 && m.Tag == gainsay.TagEvidence {
				t.sites[place{m.Comment, m.Span}] = m.Why[k+len("; "+leadsTo):]
			}
		}
	}
	t.relations, err = collect(ctx, tx, func(r *sql.Rows) (n gainsay.Relation, err error) {
		err = r.Scan(&n.From, &n.To, &n.Kind, &n.Score, &n.By)
		return n, err
	}, `SELECT from_id, to_id, kind, score, by FROM relation WHERE thread_pk = ? ORDER BY n`, pk)
	if err != nil {
		return nil, err
	}
	for i, r := range t.relations {
		t.bearing[r.To] = append(t.bearing[r.To], i)
	}
	return t, t.loadAssertions(ctx, tx, pk)
}

func scanOldList(r *sql.Rows) (list []oldAnnotation, err error) {
	stored, err := scanOne[any](r)
	if err != nil {
		return nil, err
	}
	b, err := unpackList(stored)
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(b, &list)
}

func (t *oldThread) loadAssertions(ctx context.Context, tx *sql.Tx, pk int64) (err error) {
	t.assertions, err = collect(ctx, tx, func(r *sql.Rows) (a oldAssertion, err error) {
		err = r.Scan(&a.pk, &a.ID, &a.Comment, &a.Start, &a.End, &a.Status, fromList(&a.chain),
			fromList(&a.Support))
		return a, err
	}, `SELECT s.pk, s.id, c.id, s.start, s."end", s.status, s.chain, s.evidence
		FROM assertion s JOIN comment c ON c.pk = s.comment_pk WHERE s.thread_pk = ? ORDER BY s.pk`, pk)
	if err != nil {
		return err
	}
	byKey := map[int64]*gainsay.Assertion{}
	for i := range t.assertions {
		byKey[t.assertions[i].pk] = &t.assertions[i].Assertion
	}
	_, err = collect(ctx, tx, func(r *sql.Rows) (none struct{}, err error) {
		return none, addReception(r, byKey)
	}, `SELECT r.assertion_pk, r.kind, c.id FROM reception r JOIN assertion s ON s.pk = r.assertion_pk
		JOIN comment c ON c.pk = r.comment_pk
		WHERE s.thread_pk = ? ORDER BY r.assertion_pk, r.kind, r.n`, pk)
	return err
}
