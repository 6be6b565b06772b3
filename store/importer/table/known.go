package table

import (
	"bytes"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// knownTable is a table with known columns. columns holds the possible columns
// of each field, the preferred one first.
type knownTable struct {
	tableKind
	needs   []string // columns that such a table must have
	columns map[string][]string
}

func (k *knownTable) sniff(head []byte) int {
	columns := columnsOf(head)
	for _, c := range k.needs {
		if !slices.Contains(columns, c) {
			return 0
		}
	}
	if len(columns) == 0 || k.choose(columns)["text"] == "" {
		return 0
	}
	return 88
}

// columnsOf returns the columns of a table or the keys of JSON records, nil for
// anything else.
func columnsOf(head []byte) []string {
	if keypath.IsJSON(head) {
		if !record.ByLine(head) && bytes.TrimSpace(head)[0] != '[' {
			return nil // a single object is not a table
		}
		var out []string
		for p := range keypath.Of(head) {
			if c := strings.TrimPrefix(p, "[]."); c != "" && !strings.Contains(c, "[]") {
				out = append(out, c)
			}
		}
		slices.Sort(out)
		return out
	}
	return csvColumns(head)
}

func (k *knownTable) choose(columns []string) Mapping {
	m := Mapping{}
	for field, names := range k.columns {
		if i := slices.IndexFunc(names, func(n string) bool { return slices.Contains(columns, n) }); i >= 0 {
			m[field] = names[i]
		}
	}
	return m
}

func (k *knownTable) read(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		head, rest := peekHead(r)
		kind := k.tableKind
		kind.mapping = k.choose(columnsOf(head))
		readTable(rest, &kind)(yield)
	}
}

// peekHead returns the head of a stream, and a reader of the whole stream.
func peekHead(r io.Reader) ([]byte, io.Reader) {
	head := make([]byte, input.SniffLen)
	n, _ := io.ReadFull(r, head) // an error occurs again at the next read
	return head[:n], io.MultiReader(bytes.NewReader(head[:n]), r)
}

var nytTable = &knownTable{
	needs: words("commentID commentBody userDisplayName"),
	columns: map[string][]string{
		"text": words("commentBody"), "id": words("commentID permID commentSequence"), "parent": words("parentID"), "author": words("userDisplayName"),
		"time": words("createDate approveDate updateDate"), "score": words("recommendations"), "thread": words("articleID articleURL assetID"),
		"title": words("headline title"), "url": words("articleURL webURL url"), "state": words("status"),
	},
}

var soccTable = &knownTable{
	needs:     words("article_id comment_counter"),
	tableKind: tableKind{parent: soccParent},
	columns: map[string][]string{
		"text": words("comment_text text"), "id": words("comment_counter"), "author": words("comment_author author"), "time": words("timestamp post_time"),
		"score": words("TotalVotes"), "thread": words("article_id"), "title": words("title article_title"), "url": words("article_url url"), "state": words("status"),
	},
}

// soccCounter matches source, article and the positions in the tree.
var soccCounter = lazy.Regexp(`^(source\d*_\d+(?:_\d+)+)_\d+$`)

// soccParent removes the last position from a counter. A comment with a single
// position answers the article.
func soccParent(id string) string {
	if m := soccCounter().FindStringSubmatch(id); m != nil {
		return m[1]
	}
	return ""
}

var fourCAT = &knownTable{
	needs:     words("id thread_id timestamp body"),
	tableKind: tableKind{refs: true},
	columns: map[string][]string{
		"text": words("body"), "id": words("id"), "parent": words("parent parent_id reply_to in_reply_to"), "author": words("author author_username username"), "time": words("timestamp unix_timestamp"),
		"score": words("score likes num_likes"), "thread": words("thread_id"), "title": words("subject title thread_title"), "url": words("url post_url link"),
	},
}

var _ = format.Register(&format.Format{
	Name: "nyt-table",
	Doc: `comments of The New York Times as a table (the Kaggle data sets)

Recognised by the columns commentID, commentBody and userDisplayName. Each articleID is a thread;
parentID 0 means no parent. Texts are HTML; ids may be written 22022598.0. The titles of the
articles are in another file. The score is the number of recommendations.`,
	From: `the data sets New York Times Comments on Kaggle (2017, 2018, 2020)`,
	Ext:  []string{".csv"}, Sniff: nytTable.sniff, Read: nytTable.read,
})

var _ = format.Register(&format.Format{
	Name: "socc",
	Doc: `the SFU Opinion and Comments Corpus, as a table

Recognised by the columns article_id and comment_counter. A counter such as source1_28844713_7_0 is
the first reply to source1_28844713_7; nothing else gives the tree. The same comment may come from
both sources under two ids.`,
	From: `the repository of the SFU Opinion and Comments Corpus`,
	Ext:  []string{".csv"}, Sniff: soccTable.sniff, Read: soccTable.read,
})

var _ = format.Register(&format.Format{
	Name: "4cat",
	Doc: `a data set of 4CAT, as CSV or NDJSON

Recognised by the columns or keys id, thread_id, timestamp and body. Without a column for the
parent, ">>1234" in a text refers to the posts answered, as on the boards that 4CAT collects; a post
without a reference answers the one that opens its thread.`,
	From: `4CAT: Download of a data set`,
	Ext:  []string{".csv", ".ndjson"}, Sniff: fourCAT.sniff, Read: fourCAT.read,
})

var decidim = &knownTable{
	needs: words("commentable_id commentable_type body"),
	columns: map[string][]string{
		"text": words("body"), "id": words("id"), "parent": words("commentable_id"), parentType: words("commentable_type"),
		"author": words("author/name author.name"), "time": words("created_at"),
		"thread": words("root_commentable_url commentable_id"), "url": words("root_commentable_url"),
	},
}

var _ = format.Register(&format.Format{
	Name: "decidim",
	Doc: `comments exported by Decidim, as CSV or JSON

Recognised by the columns commentable_id and commentable_type. Administrators of a participation
platform export them from a component. Each commented proposal or debate is a thread; a comment on a
comment answers it. The alignment of a comment (for, against) is not read.`,
	From: `Decidim: a component in the admin panel, Export, Comments`,
	Ext:  []string{".csv", ".json"}, Sniff: decidim.sniff, Read: decidim.read,
})

// polisState reads the moderation of a statement: -1 means rejected.
func polisState(f fields) {
	if f["state"] == "-1" {
		f["state"] = "rejected"
	} else {
		f["state"] = ""
	}
}

var polis = &knownTable{
	needs:     words("comment-id comment-body agrees disagrees"),
	tableKind: tableKind{alone: true, fix: polisState},
	columns: map[string][]string{
		"text": words("comment-body"), "id": words("comment-id"), "author": words("author-id"), "time": words("timestamp"),
		"score": words("agrees"), "state": words("moderated"),
	},
}

var _ = format.Register(&format.Format{
	Name: "polis",
	Doc: `the statements of a Pol.is conversation: comments.csv of its export

Recognised by the columns comment-id, comment-body, agrees and disagrees. Statements answer nobody, so
no parents are inferred. The score is the number of those who agree; rejected statements are kept as
removed. Authors are numbers.`,
	From: `Pol.is: Report, raw data export, comments.csv`,
	Ext:  []string{".csv"}, Sniff: polis.sniff, Read: polis.read,
})
