package store

import (
	"database/sql"
	"errors"
	"strings"
)

// topicKey finds or makes the row of a topic. Names are kept as written;
// fold is what filters compare.
func (s *saver) topicKey(name string) (pk int64, err error) {
	if pk, ok := s.topics[name]; ok {
		return pk, nil
	}
	err = s.tx.QueryRowContext(s.ctx, `SELECT pk FROM topic WHERE name = ?`, name).Scan(&pk)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.tx.QueryRowContext(s.ctx, `INSERT INTO topic (name, fold) VALUES (?, ?) RETURNING pk`, name, fold(name)).Scan(&pk)
	}
	if err != nil {
		return 0, err
	}
	s.topics[name] = pk
	return pk, nil
}

// fold makes names that differ in case alone the same.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
