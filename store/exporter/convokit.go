package exporter

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "convokit",
	Doc: `a ConvoKit corpus, as a zip

utterances.jsonl, conversations.json, speakers.json, corpus.json and index.json,
as ConvoKit 2.5 and later read them once unpacked. A thread is a conversation; a
reply-to is null or an utterance of it. Below an article a conversation has
several utterances without a reply-to, and ConvoKit's functions over trees take
only those with one. Each comment by an unknown author has a speaker of its own.
Utterances are written as they come; speakers and conversations are kept in
memory.`,
	Ext:    ".zip",
	Binary: true,
	begin:  func(w io.Writer, _ Options) document { return newConvoKit(w) },
})

type convoUtterance struct {
	ID           string         `json:"id"`
	Conversation string         `json:"conversation_id"`
	Text         string         `json:"text"`
	Speaker      string         `json:"speaker"`
	Meta         map[string]any `json:"meta"`
	ReplyTo      *string        `json:"reply-to"`
	Timestamp    *int64         `json:"timestamp"` // seconds since 1970
	Vectors      []string       `json:"vectors"`
}

// convoObject is a speaker or a conversation.
type convoObject struct {
	Meta    map[string]any `json:"meta"`
	Vectors []string       `json:"vectors"`
}

type convoDocument struct {
	zip                     *zip.Writer
	utterances              io.Writer
	err                     error
	used                    map[string]bool // ids of utterances
	speakers, conversations map[string]*convoObject
	index                   map[string]map[string][]string // types of meta by kind of object
}

func newConvoKit(w io.Writer) *convoDocument {
	d := &convoDocument{zip: zip.NewWriter(w), used: map[string]bool{}, speakers: map[string]*convoObject{},
		conversations: map[string]*convoObject{},
		index: map[string]map[string][]string{"utterances-index": {}, "speakers-index": {},
			"conversations-index": {}, "overall-index": {}}}
	d.utterances, d.err = d.zip.Create("utterances.jsonl")
	return d
}

// id returns what a comment is called in the corpus: its own id where no other
// thread has it.
func (d *convoDocument) id(t *gainsay.Thread, comment string) string {
	id := comment
	if d.used[id] {
		id = threadKey(t) + "/" + comment
	}
	for n := 2; d.used[id]; n++ {
		id = fmt.Sprintf("%s/%s/%d", threadKey(t), comment, n)
	}
	d.used[id] = true
	return id
}

func (d *convoDocument) each(a *gainsay.Analysis) error {
	if d.err != nil || len(a.Thread.Comments) == 0 {
		return d.err
	}
	t := a.Thread
	ids := make(map[string]string, len(t.Comments))
	for _, c := range t.Comments {
		ids[c.ID] = d.id(t, c.ID)
	}
	conversation := ids[t.Comments[0].ID]
	texts, marks := view.NewTexts(t), map[string][]map[string]any{}
	for _, n := range a.Annotations {
		marks[n.Comment] = append(marks[n.Comment], convoMark(texts, &n))
	}
	meta := map[string]any{"thread": t.ID, "format": t.Format, "url": t.URL, "title": t.Title,
		"article": t.Article, "comments": len(t.Comments)}
	d.conversations[conversation] = &convoObject{meta, []string{}}
	d.note("conversations-index", meta)
	enc := json.NewEncoder(d.utterances)
	for _, c := range t.Comments {
		u := convoUtterance{ID: ids[c.ID], Conversation: conversation, Text: c.Text,
			Speaker: d.speaker(c, ids[c.ID]), Meta: convoMeta(c, marks[c.ID]), Vectors: []string{}}
		if p, ok := ids[c.Parent]; ok && c.Parent != c.ID {
			u.ReplyTo = &p
		}
		if !c.Time.IsZero() {
			at := c.Time.Unix()
			u.Timestamp = &at
		}
		d.note("utterances-index", u.Meta)
		if err := enc.Encode(u); err != nil {
			return err
		}
	}
	return nil
}

// speaker returns the speaker of a comment; unknown authors are not one speaker.
func (d *convoDocument) speaker(c *gainsay.Comment, id string) string {
	who := c.Author
	if who == "" {
		who = "[unnamed " + id + "]"
	}
	s := d.speakers[who]
	if s == nil {
		s = &convoObject{map[string]any{"named": c.Author != "", "comments": 0}, []string{}}
		d.speakers[who] = s
		d.note("speakers-index", s.Meta)
	}
	s.Meta["comments"] = s.Meta["comments"].(int) + 1
	return who
}

// convoMeta is what is known of a comment besides what every utterance has.
func convoMeta(c *gainsay.Comment, marks []map[string]any) map[string]any {
	if marks == nil {
		marks = []map[string]any{}
	}
	return map[string]any{"state": string(c.State), "parent_by": string(c.ParentBy),
		"parent_score": c.ParentScore, "score": c.Score, "annotations": marks}
}

func convoMark(texts *view.Texts, n *gainsay.Annotation) map[string]any {
	return map[string]any{"tag": n.Tag, "kind": n.Kind, "start": n.Start, "end": n.End, "score": n.Score,
		"by": n.By, "why": texts.Why(n), "target": n.Target}
}

// note adds the types of an object's meta to the index, by their names in
// Python, as ConvoKit has them.
func (d *convoDocument) note(kind string, meta map[string]any) {
	for k, v := range meta {
		name := "str"
		switch v := v.(type) {
		case int:
			name = "int"
		case *int:
			if name = "int"; v == nil {
				continue // None has no type
			}
		case float64:
			name = "float"
		case bool:
			name = "bool"
		case []map[string]any:
			name = "list"
		}
		d.index[kind][k] = []string{"<class '" + name + "'>"}
	}
}

func (d *convoDocument) end() error {
	if d.err != nil {
		return d.err
	}
	d.index["overall-index"] = map[string][]string{"source": {"<class 'str'>"}}
	index := map[string]any{"version": 1, "vectors": []string{}}
	for _, k := range slices.Sorted(maps.Keys(d.index)) {
		index[k] = d.index[k]
	}
	for _, f := range []struct {
		name string
		v    any
	}{{"conversations.json", d.conversations}, {"speakers.json", d.speakers},
		{"corpus.json", map[string]any{"source": "Gainsay"}}, {"index.json", index}} {
		w, err := d.zip.Create(f.name)
		if err != nil {
			return err
		}
		b, err := json.Marshal(f.v)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, bytes.NewReader(b)); err != nil {
			return err
		}
	}
	return d.zip.Close()
}
