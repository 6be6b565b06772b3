package tracker

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "jira",
	Doc: `issues and comments of Jira, as JSON of its REST API

Recognised by fields with summary and comment, or by comments with author.displayName and body. The
API's /issue/KEY, /search and /issue/KEY/comment give such files. Each issue is a thread, opened by its
description. Texts are Jira's markup, or documents of version 3 of the API. Jira has no reply links:
parents are recovered later.`,
	From:  `/rest/api/2/issue/KEY and /search of a server`,
	Ext:   []string{".json"},
	Sniff: sniffJira,
	Read:  thread.ReadRecords("issues", openJira),
})

func sniffJira(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "issues[]."} {
		if s.Has(at+"fields.summary", at+"key") || s.Has(at+"fields.comment.comments[]") {
			return 90
		}
	}
	for _, at := range []string{"", "[].", "comments[]."} {
		if s.Has(at+"author.displayName", at+"body", at+"created", at+"self") {
			return 88
		}
	}
	return 0
}

type jiraComment struct {
	ID      scalar.ID   `json:"id"`
	Self    string      `json:"self"`
	Author  *person     `json:"author"`
	Body    jiraText    `json:"body"`
	Created scalar.Time `json:"created"`
}

type jiraIssue struct {
	Key    string `json:"key"`
	Self   string `json:"self"`
	Fields *struct {
		Summary     string      `json:"summary"`
		Description jiraText    `json:"description"`
		Reporter    *person     `json:"reporter"`
		Creator     *person     `json:"creator"`
		Created     scalar.Time `json:"created"`
		Comment     struct {
			Comments []*jiraComment `json:"comments"`
			Total    scalar.Number  `json:"total"`
		} `json:"comment"`
	} `json:"fields"`
	jiraComment
	Issues   []*jiraIssue   `json:"issues"`
	Comments []*jiraComment `json:"comments"`
}

func openJira(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var i jiraIssue
		if err := record.Unmarshal(v.Raw, &i); err != nil {
			return record.Skipped(v.Line, "read issue: %v", err)
		}
		for _, in := range append(i.Issues, &i) {
			if err := in.put(g, v.Line); err != nil {
				return err
			}
		}
		return nil
	}
}

func (i *jiraIssue) put(g *thread.Collector, line int) error {
	if i == nil {
		return nil
	}
	all := i.Comments
	if f := i.Fields; f != nil {
		t := &gainsay.Thread{ID: i.Key, Title: f.Summary}
		if site, _, ok := strings.Cut(i.Self, "/rest/"); ok {
			t.URL = site + "/browse/" + i.Key
		}
		first := plain("issue-"+i.Key, cmp.Or(f.Reporter, f.Creator).shown(), string(f.Description), f.Created)
		if err := open(g, line, i.Key, t, first); err != nil {
			return err
		}
		all = append(all, f.Comment.Comments...)
		stubs := max(f.Comment.Total.N-len(f.Comment.Comments), 0)
		if err := g.Put(i.Key, line, thread.Record{Stubs: stubs}); err != nil {
			return err
		}
	} else if i.Body != "" {
		all = append(all, &i.jiraComment)
	}
	for _, c := range all {
		if c == nil {
			continue
		}
		key := cmp.Or(i.Key, issueOf(c.Self))
		if err := add(g, line, key, plain(string(c.ID), c.Author.shown(), string(c.Body), c.Created)); err != nil {
			return err
		}
	}
	return nil
}

// issueOf returns the issue in the address of a comment.
func issueOf(self string) string {
	_, after, _ := strings.Cut(self, "/issue/")
	key, _, _ := strings.Cut(after, "/")
	return key
}

// jiraText is a text: a string, or a document of nested nodes.
type jiraText string

// UnmarshalJSON reads a text; the paragraphs of a document are parted by blank
// lines.
func (t *jiraText) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return (*scalar.Text)(t).UnmarshalJSON(b)
	}
	var n jiraNode
	if err := record.Unmarshal(b, &n); err != nil {
		return err
	}
	var out strings.Builder
	n.write(&out, 0)
	*t = jiraText(strings.TrimSpace(out.String()))
	return nil
}

type jiraNode struct {
	Type    string            `json:"type"`
	Text    string            `json:"text"`
	Content []json.RawMessage `json:"content"`
}

// jiraDepth is how deeply the nodes of a document may be nested.
const jiraDepth = 40

func (n *jiraNode) write(out *strings.Builder, depth int) {
	if n.Type == "hardBreak" {
		out.WriteByte('\n')
	}
	out.WriteString(n.Text)
	for _, raw := range n.Content {
		var in jiraNode
		if depth < jiraDepth && record.Unmarshal(raw, &in) == nil {
			in.write(out, depth+1)
		}
	}
	switch n.Type {
	case "paragraph", "heading", "codeBlock":
		out.WriteString("\n\n")
	}
}
