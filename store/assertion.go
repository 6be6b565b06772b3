package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/wire"
)

// assertionWriter writes assertions and the rows that belong to them.
type assertionWriter struct {
	*saver
	names, assertion, reception, topic *rows
}

func (s *saver) insertAssertions() error {
	added := s.a.Assertions[s.keptAssertions:]
	pk, err := s.takeKeys("assertion", len(added))
	if err != nil {
		return err
	}
	s.notIndexed("assertion", pk)
	w := &assertionWriter{
		saver: s,
		names: s.rows("topic", "pk", "name", "fold"),
		assertion: s.rows("assertion", "pk", "thread_pk", "comment_pk", "id", "start", `"end"`, "text",
			"author", "kind", "status", "dispute",
			"asked", "countered", "conceded", "notable", "cluster", "acceptability", "chain", "evidence", "score"),
		reception: s.rows("reception", "assertion_pk", "kind", "n", "comment_pk"),
		topic:     s.rows("assertion_topic", "assertion_pk", "n", "topic_pk"),
	}
	for i := range added {
		if err := w.insert(pk+int64(i), &added[i]); err != nil {
			return fmt.Errorf("assertion %q: %w", added[i].ID, err)
		}
	}
	return nil
}

func (w *assertionWriter) insert(pk int64, a *gainsay.Assertion) error {
	comment, err := w.commentKey(a.Comment)
	if err != nil {
		return err
	}
	chain, err := stored(a.Chain, wire.AppendSteps)
	if err != nil {
		return fmt.Errorf("chain: %w", err)
	}
	evidence, err := w.evidence(a)
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	err = w.assertion.add(pk, w.thread, comment, a.ID, a.Start, a.End, a.Text, null(a.Author), a.Kind,
		a.Status, a.Dispute,
		len(a.AskedBy), len(a.CounteredBy), len(a.ConcededBy), a.Notable, a.Cluster, a.Acceptability, chain,
		evidence, w.score(a))
	if err != nil {
		return err
	}
	for i, name := range a.Topics {
		topic, err := w.topicKey(name)
		if err != nil {
			return fmt.Errorf("topic %q: %w", name, err)
		}
		if err := w.topic.add(pk, i, topic); err != nil {
			return fmt.Errorf("topic %q: %w", name, err)
		}
	}
	return w.insertReception(pk, a)
}

// score is that of the mark, 1 where there is none.
func (w *assertionWriter) score(a *gainsay.Assertion) float64 {
	if score, ok := w.annotations[a.ID]; ok {
		return score
	}
	return 1
}

func (w *assertionWriter) evidence(a *gainsay.Assertion) (any, error) {
	for _, e := range a.Support {
		if _, err := w.commentKey(e.Comment); err != nil {
			return nil, err
		}
	}
	return stored(a.Support, wire.AppendEvidence)
}

// reception is a list of an assertion and the kind of its rows.
type reception struct {
	kind string
	ids  *[]string
}

func receptions(a *gainsay.Assertion) []reception {
	return []reception{
		{"asked", &a.AskedBy}, {"supplied", &a.SuppliedBy}, {"countered", &a.CounteredBy},
		{"conceded", &a.ConcededBy}, {"repeated", &a.RepeatedBy},
	}
}

func (w *assertionWriter) insertReception(pk int64, a *gainsay.Assertion) error {
	for _, by := range receptions(a) {
		for i, id := range *by.ids {
			comment, err := w.commentKey(id)
			if err != nil {
				return fmt.Errorf("%s by: %w", by.kind, err)
			}
			if err := w.reception.add(pk, by.kind, i, comment); err != nil {
				return fmt.Errorf("%s by: %w", by.kind, err)
			}
		}
	}
	return nil
}

func loadAssertions(ctx context.Context, tx *sql.Tx, thread int64) ([]gainsay.Assertion, error) {
	return loadAssertionsWhere(ctx, tx, `s.thread_pk = ?`, thread)
}

// loadAssertionsWhere loads the assertions under a condition on assertion s, in their order.
func loadAssertionsWhere(ctx context.Context, tx *sql.Tx, cond string, args ...any) ([]gainsay.Assertion, error) {
	var pks []int64
	out, err := orEmpty(collect(ctx, tx, func(r *sql.Rows) (a gainsay.Assertion, err error) {
		var pk int64
		err = r.Scan(append([]any{&pk}, assertionFields(&a)...)...)
		pks = append(pks, pk)
		return a, err
	}, `SELECT s.pk, `+assertionColumns+` FROM assertion s JOIN comment c ON c.pk = s.comment_pk
		WHERE `+cond+` ORDER BY s.pk`, args...))
	if err != nil {
		return nil, err
	}
	byKey := make(map[int64]*gainsay.Assertion, len(out))
	for i, pk := range pks {
		byKey[pk] = &out[i]
	}
	if err := loadDetails(ctx, tx, byKey); err != nil {
		return nil, err
	}
	return out, restoreOriginals(ctx, tx, byKey, cond, args...)
}

// assertionColumns are read into assertionFields, from assertion s and comment c.
const assertionColumns = `s.id, c.id, s.start, s."end", s.text, coalesce(s.author, ''), s.kind, s.status,
	s.dispute, s.notable, s.cluster, s.acceptability, s.chain, s.evidence`

// assertionFields also makes the lists of a empty, not nil.
func assertionFields(a *gainsay.Assertion) []any {
	a.Support, a.Topics, a.Chain = []gainsay.Evidence{}, []string{}, []gainsay.Step{}
	for _, r := range receptions(a) {
		*r.ids = []string{}
	}
	return []any{&a.ID, &a.Comment, &a.Start, &a.End, &a.Text, &a.Author, &a.Kind, &a.Status, &a.Dispute,
		&a.Notable, &a.Cluster, &a.Acceptability, fromList(&a.Chain), fromList(&a.Support)}
}

// loadDetails fills in reception and topics of assertions given by their
// integer keys.
func loadDetails(ctx context.Context, tx *sql.Tx, byKey map[int64]*gainsay.Assertion) error {
	pks := make([]int64, 0, len(byKey))
	for pk := range byKey {
		pks = append(pks, pk)
	}
	list, err := json.Marshal(pks)
	if err != nil {
		return err
	}
	for _, d := range []struct {
		query string
		scan  func(r *sql.Rows, byKey map[int64]*gainsay.Assertion) error
	}{
		{`SELECT r.assertion_pk, r.kind, c.id FROM reception r JOIN comment c ON c.pk = r.comment_pk
			WHERE r.assertion_pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY r.assertion_pk, r.kind, r.n`,
			addReception},
		{`SELECT a.assertion_pk, t.name FROM assertion_topic a JOIN topic t ON t.pk = a.topic_pk
			WHERE a.assertion_pk IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY a.assertion_pk, a.n`, addTopic},
	} {
		scan := func(r *sql.Rows) (none struct{}, err error) { return none, d.scan(r, byKey) }
		if _, err := collect(ctx, tx, scan, d.query, string(list)); err != nil {
			return err
		}
	}
	return nil
}

func addReception(r *sql.Rows, byKey map[int64]*gainsay.Assertion) error {
	var pk int64
	var kind, comment string
	if err := r.Scan(&pk, &kind, &comment); err != nil {
		return err
	}
	for _, l := range receptions(byKey[pk]) {
		if l.kind == kind {
			*l.ids = append(*l.ids, comment)
			return nil
		}
	}
	return fmt.Errorf("read reception: unknown kind %q", kind)
}

func addTopic(r *sql.Rows, byKey map[int64]*gainsay.Assertion) error {
	var pk int64
	var name string
	if err := r.Scan(&pk, &name); err != nil {
		return err
	}
	byKey[pk].Topics = append(byKey[pk].Topics, name)
	return nil
}
