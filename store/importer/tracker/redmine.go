package tracker

import (
	"bufio"
	"bytes"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "redmine",
	Doc: `issues of Redmine, as JSON or XML of its REST API

Recognised by an issue with subject and journals, or by a list of such issues. The API's
/issues/N.json?include=journals gives such a file, or the same with .xml. Each issue is a thread, opened by its description;
journals without notes are counted and skipped. Redmine has no reply links: parents are recovered later.`,
	From:  `/issues/N.json?include=journals of a server, or /issues/N.xml`,
	Ext:   []string{".json", ".xml"},
	Sniff: sniffRedmine,
	Read:  readRedmine,
})

// redmineXML matches the start of an issue or a list of issues.
var redmineXML = lazy.Regexp(`^\s*(?:<\?xml[^>]*>\s*)?<(?:issue|issues type="array"[^>]*)>`)

func sniffRedmine(head []byte) int {
	if redmineXML().Match(head) && bytes.Contains(head, []byte("<tracker ")) && bytes.Contains(head, []byte("<subject")) {
		return 90
	}
	s := keypath.Of(head)
	for _, at := range []string{"issue.", "issues[].", "", "[]."} {
		if s.Has(at+"subject", at+"journals[]") || s.Has(at+"subject", at+"tracker.name", at+"author.name") {
			return 90
		}
	}
	return 0
}

type redmineIssue struct {
	ID          scalar.ID        `json:"id"`
	Subject     scalar.Text      `json:"subject"`
	Description scalar.Text      `json:"description"`
	Author      *person          `json:"author"`
	Created     scalar.Time      `json:"created_on"`
	Journals    []redmineJournal `json:"journals"`
}

type redmineJournal struct {
	ID      scalar.ID   `json:"id"`
	User    *person     `json:"user"`
	Notes   scalar.Text `json:"notes"`
	Created scalar.Time `json:"created_on"`
}

func readRedmine(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		br := bufio.NewReaderSize(r, input.SniffLen)
		head, _ := br.Peek(input.SniffLen) // an error occurs again at the next read
		if keypath.IsJSON(head) {
			thread.ReadRecords("issues", openRedmine)(br)(yield)
			return
		}
		g := thread.NewCollector(yield)
		take := func(n *xmltree.Node) error { return redmineNode(n).put(g, n.Line) }
		g.Finish(xmltree.NewReader(br).Each(g.Report, take, "issue"), "issues")
	}
}

// redmineNode reads an issue of an XML document.
func redmineNode(n *xmltree.Node) *redmineIssue {
	i := &redmineIssue{
		ID: scalar.ID(n.ChildText("id")), Subject: scalar.Text(n.ChildText("subject")),
		Description: scalar.Text(n.ChildText("description")),
		Author:      redminePerson(n.Child("author")), Created: redmineTime(n),
	}
	list := n.Child("journals")
	if list == nil {
		return i
	}
	for _, k := range list.All("journal") {
		i.Journals = append(i.Journals, redmineJournal{
			ID: scalar.ID(k.Attr("id")), User: redminePerson(k.Child("user")),
			Notes: scalar.Text(k.ChildText("notes")), Created: redmineTime(k),
		})
	}
	return i
}

func redminePerson(n *xmltree.Node) *person {
	if n == nil {
		return nil
	}
	return &person{Name: scalar.Text(n.Attr("name"))}
}

func redmineTime(n *xmltree.Node) scalar.Time {
	return scalar.Time{Stamp: scalar.ParseTime(n.ChildText("created_on"))}
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
