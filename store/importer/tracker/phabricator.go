package tracker

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "phabricator",
	Doc: `transactions of Phabricator or Phorge tasks, as JSON of the Conduit API

Recognised by transactionType and transactionPHID (maniphest.gettasktransactions) or by type and
authorPHID with comments (transaction.search). Each task is a thread. Only transactions with a comment
are read; the others are counted. Authors are known by their PHID alone.`,
	From:  `transaction.search and maniphest.gettasktransactions of a server; Phabricator ended in 2021, Phorge goes on`,
	Ext:   []string{".json"},
	Sniff: sniffPhabricator,
	Read:  thread.ReadRecords("tasks", openPhabricator),
})

func sniffPhabricator(head []byte) int {
	s := keypath.Of(head)
	for p := range s {
		if at, ok := strings.CutSuffix(p, "transactionType"); ok && s.Has(at+"authorPHID", at+"comments") {
			return 90
		}
	}
	if s.Has("result.data[].authorPHID", "result.data[].objectPHID", "result.data[].comments[]") {
		return 90
	}
	return 0
}

// phabChange is a transaction of either method.
type phabChange struct {
	ID       scalar.ID       `json:"transactionID"`
	ID2      scalar.ID       `json:"id"`
	Task     scalar.ID       `json:"taskID"`
	Object   scalar.ID       `json:"objectPHID"`
	Author   scalar.Text     `json:"authorPHID"`
	Created  scalar.Time     `json:"dateCreated"`
	Comments json.RawMessage `json:"comments"` // a text, null, or versions of a comment
}

func openPhabricator(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var page struct {
			Result json.RawMessage `json:"result"`
		}
		if err := json.Unmarshal(v.Raw, &page); err != nil {
			return record.Skipped(v.Line, "read transactions: %v", err)
		}
		p := &phab{g: g, line: v.Line}
		if err := p.lists(page.Result); err != nil {
			return err
		}
		if p.other > 0 {
			return record.Remark(v.Line, "transactions without a comment skipped: %d", p.other)
		}
		return nil
	}
}

// phab reads one answer of the API.
type phab struct {
	g     *thread.Collector
	line  int
	other int
}

// lists reads the lists of transactions by task, or under data.
func (p *phab) lists(raw json.RawMessage) error {
	var tasks map[string]json.RawMessage
	if err := record.DecodeObject(raw, &tasks); err != nil {
		return record.Skipped(p.line, "read transactions: %v", err)
	}
	for _, k := range slices.Sorted(maps.Keys(tasks)) {
		var all []*phabChange
		if raw := tasks[k]; raw[0] != '[' || record.Unmarshal(raw, &all) != nil {
			continue // the cursor and the like
		}
		slices.SortStableFunc(all, func(a, b *phabChange) int { return a.Created.Compare(b.Created.Time) })
		for _, c := range all {
			if err := p.change(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *phab) change(c *phabChange) error {
	text, removed := c.text()
	if text == "" && !removed {
		p.other++
		return nil
	}
	key := cmp.Or(string(c.Task), string(c.Object))
	out := plain(cmp.Or(string(c.ID), string(c.ID2)), string(c.Author), text, c.Created)
	if removed {
		out.State = gainsay.Removed
	}
	if c.Task != "" {
		head := thread.Record{Thread: &gainsay.Thread{ID: key, Title: "T" + key}}
		if err := p.g.Put(key, p.line, head); err != nil {
			return err
		}
	}
	return add(p.g, p.line, key, out)
}

// text returns the text of a transaction, of the last version of its comment.
func (c *phabChange) text() (text string, removed bool) {
	if len(c.Comments) == 0 || c.Comments[0] != '[' {
		var s scalar.Text
		if len(c.Comments) == 0 || s.UnmarshalJSON(c.Comments) != nil {
			return "", false
		}
		return string(s), false
	}
	var versions []struct {
		Version scalar.Number `json:"version"`
		Removed bool          `json:"removed"`
		Content struct {
			Raw string `json:"raw"`
		} `json:"content"`
	}
	best := -1
	if record.Unmarshal(c.Comments, &versions) != nil {
		return "", false
	}
	for _, v := range versions {
		if v.Version.N > best {
			best, text, removed = v.Version.N, v.Content.Raw, v.Removed
		}
	}
	return text, removed
}
