package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "convokit",
	Doc: `a ConvoKit corpus: a folder or archive with utterances, conversations and speakers, or the utterances alone

Recognised by utterances with text and reply_to (or reply-to) and a conversation_id (or root); old and
new names of keys and files are known. The utterance whose id is that of its conversation opens the
thread. Titles come from conversations.json, whose path the corpus prescribes; its speakers and index
files say nothing more of a thread. Speakers of deleted accounts are nobody.`,
	Ext:       []string{".jsonl", ".json", ".zip"},
	Sniff:     sniffConvokit,
	Read:      readConvokit,
	Claim:     claimConvokit,
	ReadFiles: readConvokitFiles,
})

func sniffConvokit(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[]."} {
		if s.has(at+"text", at+"id") && (s[at+"reply_to"] || s[at+"reply-to"]) && (s[at+"conversation_id"] || s[at+"root"]) {
			return 88
		}
	}
	return 0
}

// corpusFiles are the other files of a corpus.
var corpusFiles = map[string]bool{"conversations.json": true, "speakers.json": true, "users.json": true, "corpus.json": true, "index.json": true}

func claimConvokit(fsys fs.FS) []string {
	utterances := claimBy(fsys, func(head []byte) bool { return sniffConvokit(head) > 0 })
	if len(utterances) == 0 {
		return nil
	}
	others := claimBy(fsys, func([]byte) bool { return true })
	for _, n := range others {
		if corpusFiles[corpusName(n)] {
			utterances = append(utterances, n)
		}
	}
	return utterances
}

// corpusName is the prescribed name of a file, whatever was put before it.
func corpusName(name string) string {
	base := path.Base(name)
	if i := strings.LastIndexAny(base, "_"); i >= 0 && corpusFiles[base[i+1:]] {
		return base[i+1:]
	}
	return base
}

// utterance is one record of either version.
type utterance struct {
	ID           ident           `json:"id"`
	Conversation ident           `json:"conversation_id"`
	Root         ident           `json:"root"`
	Speaker      json.RawMessage `json:"speaker"`
	User         json.RawMessage `json:"user"`
	Text         text            `json:"text"`
	Time         moment          `json:"timestamp"`
	ReplyTo      ident           `json:"reply_to"`
	ReplyToOld   ident           `json:"reply-to"`
	Meta         json.RawMessage `json:"meta"`
}

func (u *utterance) thread() string { return string(cmp.Or(u.Conversation, u.Root)) }

// speaker is a name, or an object with an id.
func (u *utterance) speaker() string {
	for _, raw := range []json.RawMessage{u.Speaker, u.User} {
		var name text
		var object struct {
			ID   text `json:"id"`
			Name text `json:"name"`
		}
		switch {
		case len(raw) == 0:
		case json.Unmarshal(raw, &name) == nil && name != "":
			return string(name)
		case json.Unmarshal(raw, &object) == nil && object.ID+object.Name != "":
			return string(cmp.Or(object.ID, object.Name))
		}
	}
	return ""
}

// conversation is what conversations.json says of a thread.
type conversation struct {
	Title, URL string
	Comments   number
}

func readConvokit(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		c := &corpusReader{spill: newSpill(), yield: yield}
		c.finish(c.utterances("", r))
	}
}

func readConvokitFiles(fsys fs.FS) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		c := &corpusReader{spill: newSpill(), yield: yield, about: map[string]conversation{}}
		c.finish(eachFile(fsys, func(name string, r io.Reader) error {
			switch base := corpusName(name); {
			case base == "conversations.json":
				return c.conversations(name, r)
			case corpusFiles[base]:
				return nil // says nothing of threads
			}
			return c.utterances(name, r)
		}))
	}
}

// corpusReader puts threads together.
type corpusReader struct {
	spill *spill
	about map[string]conversation
	yield sink
}

func (c *corpusReader) utterances(file string, r io.Reader) error {
	return each(c.yield, file, values(r), func(v value) error {
		var u utterance
		if err := json.Unmarshal(v.raw, &u); err != nil {
			return lost(v.line, "read utterance: "+err.Error())
		}
		return c.spill.put(u.thread(), file, v.line, v.raw)
	})
}

// conversations reads the titles.
func (c *corpusReader) conversations(file string, r io.Reader) error {
	b, err := readWhole(r)
	if err != nil {
		return err
	}
	var all map[string]struct {
		Meta map[string]json.RawMessage `json:"meta"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return c.yield.note(file, fail(1, "read conversations: %v", err))
	}
	for id, conv := range all {
		meta := conv.Meta
		var one conversation
		for _, key := range []string{"title", "conversation_title", "page_title", "movie_name", "subject"} {
			if one.Title == "" {
				one.Title = metaText(meta[key])
			}
		}
		one.URL, one.Comments = metaText(meta["url"]), parseNumber(metaText(meta["num_comments"]))
		c.about[id] = one
	}
	return nil
}

// metaText returns a scalar as text, "" for anything else.
func metaText(raw json.RawMessage) string {
	var s text
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return string(s)
}

func (c *corpusReader) finish(err error) {
	defer c.spill.Close()
	if c.yield.ended(err) {
		c.yield.threads(c.spill, c.thread)
	}
}

func (c *corpusReader) thread(group []spilled) (*builder, error) {
	about := c.about[group[0].key]
	b := newBuilder(&gainsay.Thread{ID: group[0].key, Title: about.Title, URL: about.URL})
	if about.Comments.Valid && about.Comments.N >= 0 {
		b.announce(about.Comments.N)
	}
	for _, g := range group {
		var u utterance
		if err := json.Unmarshal(g.raw, &u); err != nil {
			return nil, fmt.Errorf("read temporary file: %w", err)
		}
		b.in(g.file)
		b.add(u.comment())
	}
	return b, nil
}

func (u *utterance) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(u.ID), Parent: string(u.ReplyTo + u.ReplyToOld), ParentBy: gainsay.BySource, Author: author(u.speaker())}
	if c.Parent == c.ID {
		c.Parent = ""
	}
	u.Time.date(c)
	var meta struct {
		Score number `json:"score"`
	}
	if len(u.Meta) > 0 && u.Meta[0] == '{' && json.Unmarshal(u.Meta, &meta) == nil {
		c.Score = meta.Score.pointer()
	}
	markup.Markdown(string(u.Text)).Apply(c)
	c.State = tableState("", "", string(u.Text))
	return c
}
