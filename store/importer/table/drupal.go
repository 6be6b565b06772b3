package table

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/sqltext"
)

// drupalColumns are the usual names of columns whose names say something else in Drupal: the node
// commented on, whether a comment is published, its account, and its place in the order.
var drupalColumns = map[string]string{"entity_id": "nid", "status": "approved", "uid": "userid", "thread": "place"}

// drupal gives the columns of a row of Drupal's database the names that comments have elsewhere. It
// keeps the texts, which have a table of their own, and reports whether the row holds one.
func (s *sqlTables) drupal(row *sqltext.Row) bool {
	cell := func(column string) *string {
		if i := slices.Index(row.Columns, column); i >= 0 {
			return row.Cells[i]
		}
		return nil
	}
	if text, id := cell("comment_body_value"), cell("entity_id"); text != nil && id != nil {
		s.texts[*id] = text
		return true
	}
	row.Table = strings.TrimSuffix(row.Table, "_field_data") // since version 8
	if slices.Contains(row.Columns, "cid") && slices.Contains(row.Columns, "hostname") || slices.Contains(row.Columns, "comment_type") {
		row.Columns = slices.Clone(row.Columns)
		for i, c := range row.Columns {
			if to, ok := drupalColumns[c]; ok {
				row.Columns[i] = to
			}
		}
	}
	return false
}

// join adds the texts to the comments of Drupal.
func (s *sqlTables) join() error {
	if len(s.texts) == 0 {
		return nil
	}
	for name, rows := range s.rows {
		if !s.talks(name) {
			continue
		}
		for i, raw := range rows {
			var cells map[string]*string
			if err := json.Unmarshal(raw, &cells); err != nil {
				return fmt.Errorf("read row: %w", err)
			}
			id := cells["cid"]
			if id == nil {
				continue
			}
			cells["comment_body"] = s.texts[*id]
			b, err := json.Marshal(cells)
			if err != nil {
				return fmt.Errorf("keep row: %w", err)
			}
			rows[i] = b
		}
	}
	return nil
}
