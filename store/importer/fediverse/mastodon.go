package fediverse

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "mastodon",
	Doc: `Mastodon contexts and statuses, also of Pleroma, Akkoma and others with its API

Recognised by ancestors and descendants, or by statuses with in_reply_to_id, account and content;
one alone, one a line or in an array. A context does not include the status it was requested for,
which becomes a placeholder that direct replies answer. Statuses that have disappeared become
placeholders too. Mentions at the start, which only address the text, are removed. The score is the
number of favourites.`,
	From:  `/api/v1/statuses/ID/context of a server`,
	Ext:   []string{".json"},
	Sniff: sniffMastodon,
	Read:  readMastodon,
})

func sniffMastodon(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		if s.Has(at+"ancestors[]") && (s.Has(at+"descendants[]") || s.Has(at+"ancestors[].account.acct")) {
			return 90
		}
		for _, in := range []string{at, at + "statuses[].", at + "descendants[].", at + "ancestors[]."} {
			if s.Has(in+"in_reply_to_id", in+"account.acct", in+"content") {
				return 88
			}
		}
	}
	return 0
}

// mastodonFile is a context, a list of statuses or a status.
type mastodonFile struct {
	Ancestors   []json.RawMessage `json:"ancestors"`
	Descendants []json.RawMessage `json:"descendants"`
	Statuses    []json.RawMessage `json:"statuses"`
	Status      json.RawMessage   `json:"status"` // stored beside its context by some programs
	ID          scalar.ID         `json:"id"`
	ReplyTo     scalar.ID         `json:"in_reply_to_id"`
}

type mastodonStatus struct {
	ID      scalar.ID     `json:"id"`
	ReplyTo scalar.ID     `json:"in_reply_to_id"`
	Created scalar.Time   `json:"created_at"`
	URL     string        `json:"url"`
	Content string        `json:"content"`
	Warning string        `json:"spoiler_text"`
	Score   scalar.Number `json:"favourites_count"`
	Account struct {
		Acct     string `json:"acct"`
		Username string `json:"username"`
	} `json:"account"`
	Mentions []struct {
		Username string `json:"username"`
		Acct     string `json:"acct"`
	} `json:"mentions"`
	Reblog *mastodonStatus `json:"reblog"`
}

func readMastodon(r io.Reader) iter.Seq2[*format.Found, error] {
	return thread.ReadLinked(r, mastodonRecords, mastodonThread)
}

func mastodonRecords(r *thread.Linked, v record.Value) error {
	var f mastodonFile
	if err := record.Unmarshal(v.Raw, &f); err != nil {
		return record.Skipped(v.Line, "read status: %v", err)
	}
	switch {
	case f.Ancestors != nil || f.Descendants != nil:
		return f.context(r, v.Line)
	case f.Statuses == nil:
		return f.put(r, v.Line, v.Raw, string(f.ReplyTo))
	}
	for _, raw := range f.Statuses {
		var s mastodonFile
		if err := record.Unmarshal(raw, &s); err != nil {
			return record.Skipped(v.Line, "read status: %v", err)
		}
		if err := s.put(r, v.Line, raw, string(s.ReplyTo)); err != nil {
			return err
		}
	}
	return nil
}

// put adds a status under the one it answers, or under the root of its context.
func (f *mastodonFile) put(r *thread.Linked, line int, raw []byte, parent string) error {
	if f.ID == "" {
		return r.Report(record.Skipped(line, "status without an id"))
	}
	return r.Put(string(f.ID), parent, line, raw)
}

// context adds the statuses of a context, which form one thread even if some
// are missing.
func (f *mastodonFile) context(r *thread.Linked, line int) error {
	c := readContext(f)
	if c.root == "" {
		return record.Errorf(line, "the context holds no statuses")
	}
	if c.asked == "" && f.Status == nil {
		e := record.Remark(line, "neither the status of the context nor an answer to it is in the source")
		if err := r.Report(e); err != nil {
			return err
		}
	}
	if c.asked != c.root && c.asked != "" {
		raw, err := json.Marshal(map[string]any{"id": c.asked, "in_reply_to_id": c.above})
		if err != nil {
			return err
		}
		c.raw, c.ids = slices.Insert(c.raw, 0, json.RawMessage(raw)),
			slices.Insert(c.ids, 0, scalar.ID(c.asked))
	}
	for i, raw := range c.raw {
		s := mastodonFile{ID: c.ids[i]}
		if err := s.put(r, line, raw, c.root); err != nil {
			return err
		}
	}
	return nil
}

// mastodonContext is a context with what is known about the requested status.
type mastodonContext struct {
	raw   []json.RawMessage
	ids   []scalar.ID
	root  string
	asked string // id of the requested status, which is not in the file; "" if unknown
	above string // id of the status it answers
}

// readContext infers the id of the requested status: of the absent statuses,
// the one that most descendants answer, the first of them in a tie.
func readContext(f *mastodonFile) *mastodonContext {
	c := &mastodonContext{}
	have := map[scalar.ID]bool{}
	count := map[scalar.ID]int{}
	var parents []scalar.ID
	for i, list := range [][]json.RawMessage{f.Ancestors, {f.Status}, f.Descendants} {
		for _, raw := range list {
			if len(raw) == 0 {
				continue
			}
			var s mastodonFile
			if json.Unmarshal(raw, &s) != nil {
				s = mastodonFile{} // put reports the record
			}
			c.raw, c.ids = append(c.raw, raw), append(c.ids, s.ID)
			have[s.ID] = true
			if i == 0 {
				c.above = string(s.ID)
			}
			if i == 2 && s.ReplyTo != "" {
				parents = append(parents, s.ReplyTo)
				count[s.ReplyTo]++
			}
		}
	}
	best := scalar.ID("")
	for _, p := range parents {
		if !have[p] && len(f.Status) == 0 && (best == "" || count[p] > count[best]) {
			best = p
		}
	}
	c.asked = string(best)
	if c.root = c.asked; len(c.ids) > 0 && (len(f.Ancestors) > 0 || c.root == "") {
		c.root = string(c.ids[0])
	}
	return c
}

func mastodonThread(root string, group []extsort.Record) *thread.Builder {
	b := thread.NewBuilder(&gainsay.Thread{ID: root})
	for _, g := range group {
		var s mastodonStatus
		if !b.Decoded(g.Line, "status", json.Unmarshal(g.Raw, &s)) {
			continue
		}
		if s.Reblog != nil && s.Reblog.ID != "" {
			s = *s.Reblog
		}
		if string(s.ID) == root {
			b.URL = s.URL
		}
		b.Add(s.comment())
	}
	return b
}

func (s *mastodonStatus) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(s.ID),
		Parent:   string(s.ReplyTo),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	if s.Account.Acct == "" && s.Account.Username == "" && s.Created.IsZero() && s.Content == "" {
		c.State = gainsay.Missing // the status whose context this is
		return c
	}
	c.Author = cmp.Or(s.Account.Acct, s.Account.Username)
	s.Created.Apply(c)
	var names []string
	for _, m := range s.Mentions {
		names = append(names, m.Username, m.Acct)
	}
	fediverseText(s.Content, s.Warning, names).Apply(c)
	c.Score = s.Score.Ptr()
	return c
}
