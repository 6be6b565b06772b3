package chat

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "meta-comments",
	Doc: `one account's own comments, from a Facebook or Instagram download

Recognised by comments_v2, group_comments_v2, media_comments, or a string_map_data with a comment.
Neither the posts answered nor comments of others are in the file, so that all comments are
top-level. Comments under one heading ("… commented on …'s post") form a thread. Texts are UTF-8
written as Latin-1 and are repaired. Addresses attached to a comment are appended to its text.`,
	From:  `Facebook and Instagram: Download your information, format JSON, comments`,
	Ext:   []string{".json"},
	Sniff: sniffMetaComments,
	Read:  readMetaComments,
})

func sniffMetaComments(head []byte) int {
	s := keypath.Of(head)
	for _, key := range []string{"comments_v2[]", "group_comments_v2[]", "comments_media_comments[]", "comments_reels_comments[]"} {
		if s.Has(key) {
			return 90
		}
	}
	switch {
	case s.Has("[].string_map_data.Comment.value"), s.Has("media_comments[]"):
		return 85
	case s.Has("comments[].data[].comment.comment", "comments[].timestamp"):
		return 85 // before 2021
	}
	return 0
}

var metaCommentsOpen = map[string]bool{
	"": true, "comments_v2": true, "group_comments_v2": true, "comments": true, "media_comments": true,
	"comments_media_comments": true, "comments_reels_comments": true,
}

// metaComment is a comment record of Facebook or Instagram.
type metaComment struct {
	Time  scalar.Time `json:"timestamp"`
	Title string      `json:"title"`
	Data  []struct {
		Comment *metaWords `json:"comment"`
	} `json:"data"`
	Attachments []struct {
		Data []struct {
			External struct {
				URL string `json:"url"`
			} `json:"external_context"`
			Media metaFile `json:"media"`
		} `json:"data"`
	} `json:"attachments"`
	Fields map[string]struct {
		Value string      `json:"value"`
		Time  scalar.Time `json:"timestamp"`
	} `json:"string_map_data"`
}

type metaWords struct {
	Time   scalar.Time `json:"timestamp"`
	Text   string      `json:"comment"`
	Author string      `json:"author"`
	Group  string      `json:"group"`
}

func readMetaComments(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		m := &metaCommentReader{}
		var damage error
		for p, err := range record.Parts(r, metaCommentsOpen) {
			if err != nil {
				damage = err
				break
			}
			if strings.HasSuffix(p.Path, "[]") {
				m.record(p)
			}
		}
		if damage == nil && len(m.All()) == 0 {
			damage = record.Errorf(0, "a download without comments")
		}
		if m.Yield(yield) && damage != nil {
			yield(nil, damage)
		}
	}
}

type metaCommentReader struct{ thread.Builders }

// thread returns the builder of the thread with a heading.
func (m *metaCommentReader) thread(heading string) *thread.Builder {
	return m.GetOrAdd(
		heading,
		func() *gainsay.Thread { return &gainsay.Thread{ID: scalar.Hash(heading), Title: heading} },
	)
}

func (m *metaCommentReader) record(p record.Part) {
	if p.Raw[0] == '[' {
		m.triple(p)
		return
	}
	var rec metaComment
	if err := json.Unmarshal(p.Raw, &rec); err != nil {
		m.thread("").Skip(p.Line, "read comment: %v", err)
		return
	}
	title := input.FromLatin1(rec.Title)
	if len(rec.Fields) > 0 {
		rec.instagram(m)
		return
	}
	if len(rec.Data) == 0 && len(rec.Attachments) > 0 { // a sticker or picture alone
		m.add(m.thread(title), &rec, rec.Time, "", "")
	}
	for _, d := range rec.Data {
		if d.Comment == nil {
			m.thread("").Skip(p.Line, "a record without a comment")
			continue
		}
		at := d.Comment.Time
		if at.IsZero() {
			at = rec.Time
		}
		heading := title
		if g := input.FromLatin1(d.Comment.Group); g != "" && !strings.Contains(heading, g) {
			heading = strings.TrimPrefix(heading+" ("+g+")", " ")
		}
		m.add(
			m.thread(heading),
			&rec,
			at,
			input.FromLatin1(d.Comment.Author),
			input.FromLatin1(d.Comment.Text),
		)
	}
	if len(rec.Data)+len(rec.Attachments) == 0 {
		m.thread("").Skip(p.Line, "a record without a comment")
	}
}

// instagram adds a record whose keys are in the language of the account.
// Comment and Time are English in all of them; the others are recognised by
// their values.
func (rec *metaComment) instagram(m *metaCommentReader) {
	at := rec.Time
	for _, f := range rec.Fields {
		if !f.Time.IsZero() {
			at = f.Time
		}
	}
	heading := ""
	if owner := input.FromLatin1(rec.Fields["Media Owner"].Value); owner != "" {
		heading = "comments on posts of " + owner
	}
	m.add(m.thread(heading), rec, at, "", input.FromLatin1(rec.Fields["Comment"].Value))
}

// triple adds a record of Instagram from before 2021: [time, words, owner].
func (m *metaCommentReader) triple(p record.Part) {
	var f []string
	if err := json.Unmarshal(p.Raw, &f); err != nil || len(f) < 2 {
		m.thread("").Skip(p.Line, "a record that is not time, comment and owner")
		return
	}
	heading := ""
	if len(f) > 2 && f[2] != "" {
		heading = "comments on posts of " + input.FromLatin1(f[2])
	}
	m.add(
		m.thread(heading),
		&metaComment{},
		scalar.Time{Stamp: scalar.ParseTime(f[0])},
		"",
		input.FromLatin1(f[1]),
	)
}

func (m *metaCommentReader) add(b *thread.Builder, rec *metaComment, at scalar.Time, author, words string) {
	p := &markup.Composer{}
	p.WriteString(words)
	for _, a := range rec.Attachments {
		for _, d := range a.Data {
			if u := cmp.Or(d.External.URL, d.Media.URI); u != "" && !strings.Contains(words, u) {
				p.NewLine()
				p.Link(u, u)
			}
		}
	}
	c := &gainsay.Comment{Author: author, ParentBy: gainsay.BySource, State: gainsay.Live}
	at.Apply(c)
	p.Apply(c)
	c.ID = scalar.Hash(c.Text, c.Time.String(), c.TimeText)
	b.Add(c)
}
