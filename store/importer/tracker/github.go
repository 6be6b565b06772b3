package tracker

import (
	"cmp"
	"encoding/json"
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
	Name: "github",
	Doc: `issues, pull requests and discussions of GitHub as JSON: REST, GraphQL, gh, GH Archive

Recognised by user.login or author.login with the addresses of the API, by comments.nodes of GraphQL,
and by the events of GH Archive. "gh api", "gh issue view --json" and scripts save such files. Each
issue is a thread; comments without their issue form one by issue_url. Review comments and replies in
discussions name the comment they answer, and other comments of a discussion answer its opening;
comments in a thread of a review answer its first; reviews without words are no comments. Otherwise parents are recovered later. Texts are Markdown.`,
	From:  `gh issue view --json, gh pr view --json, gh api, GH Archive`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffGitHub,
	Read:  thread.ReadRecords("issues", openGitHub),
})

func sniffGitHub(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "data.", "[].data."} {
		switch {
		case s.Has(at+"user.login", at+"body") &&
			(s[at+"issue_url"] || s[at+"pull_request_url"] || s[at+"comments_url"]),
			s.Has(at+"payload.issue.comments_url", at+"payload.comment"),
			s.Has(at+"comments_data[]", at+"html_url"),
			s.Has(at+"comments[].author.login", at+"comments[].body"),
			s.Has(at+"reviews[].author.login", at+"reviews[].state"):
			return 90
		}
	}
	if s.Has("[].user", "[].issue_url", "[].html_url", "[].body") {
		return 85
	}
	for p := range s {
		if strings.HasSuffix(p, "omments.nodes[].author.login") ||
			strings.HasSuffix(p, "omments.edges[].node.author.login") {
			return 88
		}
	}
	return 0
}

// hubItem is an issue, a comment, or what wraps them.
type hubItem struct {
	ID       scalar.ID       `json:"id"`
	URL      scalar.Text     `json:"url"`
	HTMLURL  scalar.Text     `json:"html_url"`
	IssueURL scalar.Text     `json:"issue_url"`
	PullURL  scalar.Text     `json:"pull_request_url"`
	Title    *scalar.Text    `json:"title"`
	Body     scalar.Text     `json:"body"`
	Plain    scalar.Text     `json:"bodyText"`
	ReplyTo  *hubItem        `json:"replyTo"`
	User     *person         `json:"user"`
	Author   *person         `json:"author"`
	Created  scalar.Time     `json:"created_at"`
	Created4 scalar.Time     `json:"createdAt"`
	Answers  scalar.ID       `json:"in_reply_to_id"`
	Comments json.RawMessage `json:"comments"` // a number, a list, or a connection of GraphQL
	Data     json.RawMessage `json:"comments_data"`
	Replies  json.RawMessage `json:"replies"`
	Sent     scalar.Time     `json:"submittedAt"` // of a review
	Sent3    scalar.Time     `json:"submitted_at"`
	Reviews  json.RawMessage `json:"reviews"`
	Threads  json.RawMessage `json:"reviewThreads"` // lists of comments on a line
	Hidden   bool            `json:"isMinimized"`
	Counts   *struct {
		Total scalar.Number `json:"total_count"`
	} `json:"reactions"`
}

func openGitHub(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error { return (&hub{g: g, line: v.Line}).value(v.Raw, 0) }
}

// hub reads the values of one line.
type hub struct {
	g       *thread.Collector
	line    int
	opening string // id of the post that opens the thread being read
	discuss bool   // it is a discussion
}

// hubDepth is how deeply an issue may be wrapped.
const hubDepth = 4

// value reads an issue, a comment, or what wraps them: an answer of GraphQL, an
// event of GH Archive, a record of perceval.
func (h *hub) value(raw json.RawMessage, depth int) error {
	var m map[string]json.RawMessage
	if len(raw) == 0 || raw[0] != '{' || depth > hubDepth {
		return nil
	}
	if err := record.DecodeObject(raw, &m); err != nil {
		return record.Skipped(h.line, "read record: %v", err)
	}
	if m["title"] != nil || m["body"] != nil {
		return h.item(raw, "", "")
	}
	key := ""
	for _, k := range []string{"issue", "pullRequest", "pull_request", "discussion"} {
		if m[k] == nil {
			continue
		}
		var about hubItem
		h.discuss = k == "discussion"
		if record.DecodeObject(m[k], &about) == nil {
			key = about.key()
		}
		if err := h.item(m[k], "", ""); err != nil {
			return err
		}
	}
	if m["comment"] != nil {
		return h.item(m["comment"], key, "")
	}
	for _, k := range []string{"data", "repository", "payload"} {
		if err := h.value(m[k], depth+1); err != nil {
			return err
		}
	}
	for _, k := range []string{"search", "issues", "pullRequests", "discussions"} {
		h.discuss = k == "discussions"
		if err := h.list(m[k], "", ""); err != nil {
			return err
		}
	}
	return nil
}

// key returns the address by which comments name their issue.
func (i *hubItem) key() string {
	return cmp.Or(string(i.IssueURL), string(i.PullURL), string(i.URL), string(i.HTMLURL), string(i.ID))
}

// item reads an issue or, within the thread of key, a comment.
func (h *hub) item(raw json.RawMessage, key, parent string) error {
	var i hubItem
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	if err := record.Unmarshal(raw, &i); err != nil {
		return record.Skipped(h.line, "read issue or comment: %v", err)
	}
	at := scalar.FirstTime(scalar.FirstTime(i.Created, i.Created4), scalar.FirstTime(i.Sent, i.Sent3))
	c := markdown(string(i.ID), cmp.Or(i.User, i.Author).shown(), string(cmp.Or(i.Body, i.Plain)), at)
	if i.Counts != nil {
		c.Score = i.Counts.Total.Ptr()
	}
	if i.Hidden {
		c.State = gainsay.Removed
	}
	if i.Title != nil {
		key = i.key()
		page := cmp.Or(string(i.HTMLURL), string(i.URL))
		t := &gainsay.Thread{ID: key, URL: page, Title: string(*i.Title)}
		c.ID = "issue-" + cmp.Or(c.ID, last(page))
		if err := open(h.g, h.line, key, t, c); err != nil {
			return err
		}
		parent, h.opening = "", ""
		if c.Text != "" || c.Author != "" {
			h.opening = c.ID
		}
	} else {
		c.Parent = cmp.Or(string(i.Answers), parent)
		if i.ReplyTo != nil {
			c.Parent = cmp.Or(c.Parent, string(i.ReplyTo.ID))
		}
		if h.discuss || len(i.Replies) > 0 { // what is not a reply to a comment answers its opening
			c.Parent = cmp.Or(c.Parent, h.opening)
		}
		if key = cmp.Or(string(i.IssueURL), string(i.PullURL), key); key != "" || i.HTMLURL != "" {
			page, _, _ := strings.Cut(string(i.HTMLURL), "#")
			head := thread.Record{Thread: &gainsay.Thread{ID: cmp.Or(key, page), URL: page}}
			if err := h.g.Put(key, h.line, head); err != nil {
				return err
			}
		}
		if c.Text != "" || i.Sent.IsZero() && i.Sent3.IsZero() { // a review need not have words
			if err := add(h.g, h.line, key, c); err != nil {
				return err
			}
		}
		parent = c.ID
	}
	for _, l := range []json.RawMessage{i.Comments, i.Data, i.Reviews} {
		if err := h.list(l, key, ""); err != nil {
			return err
		}
	}
	if err := h.reviewThreads(i.Threads, key); err != nil {
		return err
	}
	return h.list(i.Replies, key, parent)
}

// reviewThreads reads lists of comments on a line of a change. The comments of a list that do not
// say what they reply to answer its first.
func (h *hub) reviewThreads(raw json.RawMessage, key string) error {
	nodes, err := h.nodes(raw)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		var about struct {
			Comments json.RawMessage `json:"comments"`
		}
		if err := record.Unmarshal(n, &about); err != nil {
			return record.Skipped(h.line, "read comments of a review: %v", err)
		}
		first := ""
		comments, err := h.nodes(about.Comments)
		if err != nil {
			return err
		}
		for _, c := range comments {
			if err := h.g.Report(h.item(c, key, first)); err != nil {
				return err
			}
			var id struct {
				ID scalar.ID `json:"id"`
			}
			if first == "" && record.Unmarshal(c, &id) == nil {
				first = string(id.ID)
			}
		}
	}
	return nil
}

// list reads a list or a connection of GraphQL.
func (h *hub) list(raw json.RawMessage, key, parent string) error {
	all, err := h.nodes(raw)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := h.g.Report(h.item(r, key, parent)); err != nil {
			return err
		}
	}
	return nil
}

// nodes returns the objects of a list or a connection of GraphQL.
func (h *hub) nodes(raw json.RawMessage) ([]json.RawMessage, error) {
	if len(raw) == 0 || raw[0] != '[' && raw[0] != '{' {
		return nil, nil // a number of comments
	}
	var all []json.RawMessage
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, record.Skipped(h.line, "read comments: %v", err)
		}
	} else {
		var conn struct {
			Nodes []json.RawMessage `json:"nodes"`
			Edges []struct {
				Node json.RawMessage `json:"node"`
			} `json:"edges"`
		}
		if err := record.Unmarshal(raw, &conn); err != nil {
			return nil, record.Skipped(h.line, "read comments: %v", err)
		}
		all = conn.Nodes
		for _, e := range conn.Edges {
			all = append(all, e.Node)
		}
	}
	return slices.DeleteFunc(all, func(r json.RawMessage) bool { return len(r) == 0 || r[0] != '{' }), nil
}
