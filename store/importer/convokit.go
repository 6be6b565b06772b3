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
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "convokit",
	Doc: `a ConvoKit corpus: a folder or archive with utterances, conversations and speakers, or the utterances alone

Recognised by utterances with text and reply_to (or reply-to) and a conversation_id (or root); old
and new names of keys and files are recognised. The utterance whose id is that of its conversation
opens the thread. Titles come from conversations.json, whose name is prescribed; the files of
speakers and indexes hold nothing more about a thread. Speakers of deleted accounts are unknown
authors.`,
	From:      `the data sets of ConvoKit, and Corpus.dump()`,
	Ext:       []string{".jsonl", ".json", ".zip"},
	Sniff:     sniffConvokit,
	Read:      readConvokit,
	Claim:     claimConvokit,
	ReadFiles: readConvokitFiles,
})

func sniffConvokit(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		if s.Has(at+"text", at+"id") && (s[at+"reply_to"] || s[at+"reply-to"]) &&
			(s[at+"conversation_id"] || s[at+"root"]) {
			return 88
		}
	}
	return 0
}

// corpusFiles are the other files of a corpus.
var corpusFiles = map[string]bool{
	"conversations.json": true,
	"speakers.json":      true,
	"users.json":         true,
	"corpus.json":        true,
	"index.json":         true,
}

func claimConvokit(fsys fs.FS) []string {
	utterances := input.ClaimBy(fsys, func(head []byte) bool { return sniffConvokit(head) > 0 })
	if len(utterances) == 0 {
		return nil
	}
	others := input.ClaimBy(fsys, func([]byte) bool { return true })
	for _, n := range others {
		if corpusFiles[corpusName(n)] {
			utterances = append(utterances, n)
		}
	}
	return utterances
}

// corpusName returns the prescribed name of a file without a prefix.
func corpusName(name string) string {
	base := path.Base(name)
	if i := strings.LastIndexAny(base, "_"); i >= 0 && corpusFiles[base[i+1:]] {
		return base[i+1:]
	}
	return base
}

// utterance is a record of either version of the format.
type utterance struct {
	ID           scalar.ID       `json:"id"`
	Conversation scalar.ID       `json:"conversation_id"`
	Root         scalar.ID       `json:"root"`
	Speaker      json.RawMessage `json:"speaker"`
	User         json.RawMessage `json:"user"`
	Text         scalar.Text     `json:"text"`
	Time         scalar.Time     `json:"timestamp"`
	ReplyTo      scalar.ID       `json:"reply_to"`
	ReplyToOld   scalar.ID       `json:"reply-to"`
	Meta         json.RawMessage `json:"meta"`
}

func (u *utterance) thread() string { return string(cmp.Or(u.Conversation, u.Root)) }

// speaker returns the speaker, who is given as a name or as an object with an
// id.
func (u *utterance) speaker() string {
	for _, raw := range []json.RawMessage{u.Speaker, u.User} {
		var name scalar.Text
		var object struct {
			ID   scalar.Text `json:"id"`
			Name scalar.Text `json:"name"`
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

// conversation is the entry of a thread in conversations.json.
type conversation struct {
	Title, URL string
	Comments   scalar.Number
}

func readConvokit(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		c := &corpusReader{sorter: extsort.New(), yield: yield}
		c.finish(c.utterances("", r))
	}
}

func readConvokitFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		c := &corpusReader{sorter: extsort.New(), yield: yield, about: map[string]conversation{}}
		c.finish(input.EachFile(fsys, func(name string, r io.Reader) error {
			switch base := corpusName(name); {
			case base == "conversations.json":
				return c.conversations(name, r)
			case corpusFiles[base]:
				return nil // holds nothing about threads
			}
			return c.utterances(name, r)
		}))
	}
}

// corpusReader builds the threads of a corpus.
type corpusReader struct {
	sorter *extsort.Sorter
	about  map[string]conversation
	yield  thread.Sink
}

func (c *corpusReader) utterances(file string, r io.Reader) error {
	return thread.Each(c.yield, file, record.Values(r), func(v record.Value) error {
		var u utterance
		if err := json.Unmarshal(v.Raw, &u); err != nil {
			return record.Skipped(v.Line, "read utterance: %v", err)
		}
		return c.sorter.Put(u.thread(), file, v.Line, v.Raw)
	})
}

// conversations reads the titles of threads.
func (c *corpusReader) conversations(file string, r io.Reader) error {
	b, err := input.ReadWhole(r)
	if err != nil {
		return err
	}
	var all map[string]struct {
		Meta map[string]json.RawMessage `json:"meta"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return c.yield.Report(file, record.Errorf(1, "read conversations: %v", err))
	}
	for id, conv := range all {
		meta := conv.Meta
		var one conversation
		for _, key := range []string{"title", "conversation_title", "page_title", "movie_name", "subject"} {
			if one.Title == "" {
				one.Title = metaText(meta[key])
			}
		}
		one.URL, one.Comments = metaText(meta["url"]), scalar.ParseNumber(metaText(meta["num_comments"]))
		c.about[id] = one
	}
	return nil
}

// metaText returns a scalar as text, "" for anything else.
func metaText(raw json.RawMessage) string {
	var s scalar.Text
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return string(s)
}

func (c *corpusReader) finish(err error) {
	defer c.sorter.Close()
	if c.yield.End(err) {
		c.yield.Threads(c.sorter, c.thread)
	}
}

func (c *corpusReader) thread(group []extsort.Record) (*thread.Builder, error) {
	about := c.about[group[0].Key]
	b := thread.NewBuilder(&gainsay.Thread{ID: group[0].Key, Title: about.Title, URL: about.URL})
	if about.Comments.Valid && about.Comments.N >= 0 {
		b.Announce(about.Comments.N)
	}
	for _, g := range group {
		var u utterance
		if err := json.Unmarshal(g.Raw, &u); err != nil {
			return nil, fmt.Errorf("read temporary file: %w", err)
		}
		b.InFile(g.File)
		b.Add(u.comment())
	}
	return b, nil
}

func (u *utterance) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(u.ID),
		Parent:   string(u.ReplyTo + u.ReplyToOld),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(u.speaker()),
	}
	if c.Parent == c.ID {
		c.Parent = ""
	}
	u.Time.Apply(c)
	var meta struct {
		Score scalar.Number `json:"score"`
	}
	if len(u.Meta) > 0 && u.Meta[0] == '{' && json.Unmarshal(u.Meta, &meta) == nil {
		c.Score = meta.Score.Ptr()
	}
	markup.Markdown(string(u.Text)).Apply(c)
	c.State = scalar.ParseState("", "", string(u.Text))
	return c
}
