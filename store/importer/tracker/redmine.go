package tracker

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "redmine",
	Doc: `issues of Redmine, as JSON of its REST API

Recognised by an issue with subject and journals, or by a list of such issues. The API's
/issues/N.json?include=journals gives such a file. Each issue is a thread, opened by its description;
journals without notes are counted and skipped. Redmine has no reply links: parents are recovered later.`,
	From:  `/issues/N.json?include=journals of a server`,
	Ext:   []string{".json"},
	Sniff: sniffRedmine,
	Read:  thread.ReadRecords("issues", openRedmine),
})

func sniffRedmine(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"issue.", "issues[].", "", "[]."} {
		if s.Has(at+"subject", at+"journals[]") || s.Has(at+"subject", at+"tracker.name", at+"author.name") {
			return 90
		}
	}
	return 0
}

type redmineIssue struct {
	ID          scalar.ID   `json:"id"`
	Subject     scalar.Text `json:"subject"`
	Description scalar.Text `json:"description"`
	Author      *person     `json:"author"`
	Created     scalar.Time `json:"created_on"`
	Journals    []struct {
		ID      scalar.ID   `json:"id"`
		User    *person     `json:"user"`
		Notes   scalar.Text `json:"notes"`
		Created scalar.Time `json:"created_on"`
	} `json:"journals"`
}

func openRedmine(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var w struct {
			redmineIssue
			Issue  *redmineIssue   `json:"issue"`
			Issues []*redmineIssue `json:"issues"`
		}
		if err := record.Unmarshal(v.Raw, &w); err != nil {
			return record.Skipped(v.Line, "read issue: %v", err)
		}
		for _, i := range append(w.Issues, w.Issue, &w.redmineIssue) {
			if i == nil || i.Subject == "" {
				continue
			}
			if err := i.put(g, v.Line); err != nil {
				return err
			}
		}
		return nil
	}
}

func (i *redmineIssue) put(g *thread.Collector, line int) error {
	key := string(i.ID)
	t := &gainsay.Thread{ID: key, Title: string(i.Subject)}
	first := plain("issue-"+key, i.Author.shown(), string(i.Description), i.Created)
	if err := open(g, line, key, t, first); err != nil {
		return err
	}
	changes := 0
	for _, j := range i.Journals {
		if j.Notes == "" {
			changes++
			continue
		}
		c := plain(string(j.ID), j.User.shown(), string(j.Notes), j.Created)
		if err := add(g, line, key, c); err != nil {
			return err
		}
	}
	if changes == 0 {
		return nil
	}
	return g.Report(record.Remark(line, "issue %s: changes without a note skipped: %d", key, changes))
}
