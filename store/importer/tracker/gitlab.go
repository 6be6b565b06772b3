package tracker

import (
	"cmp"
	"encoding/json"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "gitlab",
	Doc: `notes, discussions and issues of GitLab as JSON

Recognised by noteable_id and noteable_type, or by iid, web_url and author of an issue. The API's
/issues/N, /notes and /discussions give such files. Each issue or merge request is a thread; in a
discussion the notes answer its first one. Notes that GitLab wrote itself are kept. Texts are Markdown.`,
	From:  `/projects/ID/issues/N/notes and /discussions of the API`,
	Ext:   []string{".json"},
	Sniff: sniffGitLab,
	Read:  thread.ReadRecords("issues", openGitLab),
})

func sniffGitLab(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "notes[].", "[].notes[]."} {
		if s.Has(at+"noteable_id", at+"noteable_type", at+"body") {
			return 90
		}
	}
	for _, at := range []string{"", "[]."} {
		if s.Has(at+"iid", at+"web_url", at+"author.username", at+"description") {
			return 88
		}
	}
	return 0
}

type labItem struct {
	ID          scalar.ID         `json:"id"`
	IID         scalar.ID         `json:"iid"`
	Noteable    scalar.ID         `json:"noteable_id"`
	Kind        string            `json:"noteable_type"`
	Body        scalar.Text       `json:"body"`
	Title       scalar.Text       `json:"title"`
	Description scalar.Text       `json:"description"`
	WebURL      scalar.Text       `json:"web_url"`
	Author      *person           `json:"author"`
	Created     scalar.Time       `json:"created_at"`
	Upvotes     scalar.Number     `json:"upvotes"`
	Alone       *bool             `json:"individual_note"`
	Notes       []json.RawMessage `json:"notes"`
}

func openGitLab(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		return labValue(g, v.Raw, v.Line, "", "")
	}
}

// labValue reads an issue, a discussion, or a note that answers parent.
func labValue(g *thread.Collector, raw json.RawMessage, line int, key, parent string) error {
	var i labItem
	if err := record.Unmarshal(raw, &i); err != nil {
		return record.Skipped(line, "read note: %v", err)
	}
	switch {
	case i.IID != "" && i.WebURL != "":
		key = string(i.ID)
		t := &gainsay.Thread{ID: key, URL: string(i.WebURL), Title: string(i.Title)}
		first := markdown("issue-"+key, i.Author.shown(), string(i.Description), i.Created)
		first.Score = i.Upvotes.Ptr()
		if err := open(g, line, key, t, first); err != nil {
			return err
		}
	case i.Notes == nil:
		c := markdown(string(i.ID), i.Author.shown(), string(i.Body), i.Created)
		c.Parent = parent
		return add(g, line, cmp.Or(string(i.Noteable), key), c)
	}
	first := ""
	for _, raw := range i.Notes {
		if err := g.Report(labValue(g, raw, line, key, first)); err != nil {
			return err
		}
		var n labItem
		if first == "" && i.Alone != nil && !*i.Alone && record.Unmarshal(raw, &n) == nil {
			first = string(n.ID)
		}
	}
	return nil
}
