package chat

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "mattermost",
	Doc: `a Mattermost bulk export, or answers of its API

Recognised by lines of type post or direct_post (mattermost export bulk), or by order and posts with
root_id (the API's /channels/ID/posts). Each channel is a thread; replies answer the message that opens
their thread. Events are counted and skipped. In answers of the API authors are known by their ids alone.
Texts are Markdown.`,
	From:  `"mattermost export bulk" or "mmctl export create" by an administrator, or /channels/ID/posts`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffMattermost,
	Read:  readMattermost,
})

func sniffMattermost(head []byte) int {
	s := keypath.Of(head)
	switch {
	case s.Has("type", "post.message", "post.user", "post.create_at"),
		s.Has("type", "direct_post.message", "direct_post.create_at"):
		return 92
	case s.Has("version", "type") && (s["team.name"] || s["channel.team"] || s["user.username"]):
		return 60
	case s.Has("order[]", "posts"):
		for p := range s {
			if strings.HasPrefix(p, "posts.") && strings.HasSuffix(p, ".root_id") {
				return 90
			}
		}
	}
	return 0
}

// matterPost is a post of an export or of the API.
type matterPost struct {
	ID      scalar.ID     `json:"id"`
	Team    string        `json:"team"`
	Channel string        `json:"channel"`
	Members []string      `json:"channel_members"`
	ChanID  string        `json:"channel_id"`
	User    string        `json:"user"`
	UserID  string        `json:"user_id"`
	Root    scalar.ID     `json:"root_id"`
	Type    string        `json:"type"`
	Text    string        `json:"message"`
	Created scalar.Time   `json:"create_at"`
	Edited  scalar.Time   `json:"edit_at"`
	Deleted scalar.Number `json:"delete_at"`
	Replies []*matterPost `json:"replies"`
}

func readMattermost(r io.Reader) iter.Seq2[*format.Found, error] {
	return byRoom(r, "-", func(all *rooms, raw json.RawMessage, line int) error {
		var w struct {
			Post   *matterPost            `json:"post"`
			Direct *matterPost            `json:"direct_post"`
			Posts  map[string]*matterPost `json:"posts"`
		}
		if err := record.Unmarshal(raw, &w); err != nil {
			return record.Skipped(line, "read post: %v", err)
		}
		if p := cmp.Or(w.Post, w.Direct); p != nil {
			room := cmp.Or(p.Channel, strings.Join(p.Members, ", "))
			if p.Team != "" {
				room = p.Team + "/" + room
			}
			p.put(all.get(room), "", fmt.Sprintf("p%d", line))
			return nil
		}
		for _, k := range slices.Sorted(maps.Keys(w.Posts)) {
			if p := w.Posts[k]; p != nil {
				p.put(all.get(p.ChanID), "", cmp.Or(string(p.ID), k))
			}
		}
		return nil
	})
}

// put adds a post and its replies.
func (p *matterPost) put(c *chat, parent, id string) {
	out := &gainsay.Comment{
		ID:     cmp.Or(string(p.ID), id),
		Parent: cmp.Or(string(p.Root), parent),
		Author: cmp.Or(p.User, p.UserID),
	}
	p.Created.Apply(out)
	markup.Markdown(p.Text).Apply(out)
	if p.Deleted.N > 0 {
		out.State = gainsay.Deleted
	}
	if strings.HasPrefix(p.Type, "system_") {
		out.Parent = ""
		c.note(out, p.Type)
		return
	}
	edited := time.Time{}
	if !p.Edited.IsZero() {
		edited = p.Edited.Time
	}
	c.say(out, p.UserID, edited)
	for i, r := range p.Replies {
		if r != nil {
			r.put(c, out.ID, fmt.Sprintf("%s-%d", out.ID, i+1))
		}
	}
}
