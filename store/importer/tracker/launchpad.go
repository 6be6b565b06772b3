package tracker

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "launchpad",
	Doc: `messages of a Launchpad bug, as JSON of its API

Recognised by entries with content, owner_link and date_created. The API's /bugs/N/messages gives such
a file. Each bug is a thread; the first message is the report. Authors are the names in the addresses
of their pages. Parents are recovered later unless parent_link names one.`,
	From:  `api.launchpad.net/1.0/bugs/N/messages`,
	Ext:   []string{".json"},
	Sniff: sniffLaunchpad,
	Read:  thread.ReadRecords("bugs", openLaunchpad),
})

func sniffLaunchpad(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"entries[].", "", "[]."} {
		if s.Has(at+"content", at+"owner_link", at+"date_created") {
			return 90
		}
	}
	return 0
}

type launchpadMessage struct {
	Self    string      `json:"self_link"`
	Web     string      `json:"web_link"`
	Owner   string      `json:"owner_link"`
	Parent  string      `json:"parent_link"`
	Subject string      `json:"subject"`
	Content scalar.Text `json:"content"`
	Created scalar.Time `json:"date_created"`
	Deleted scalar.Time `json:"date_deleted"`
}

var launchpadBug = lazy.Regexp(`/(?:\+bug|bugs)/(\d+)`)

func openLaunchpad(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		var w struct {
			launchpadMessage
			Entries []*launchpadMessage `json:"entries"`
		}
		if err := record.Unmarshal(v.Raw, &w); err != nil {
			return record.Skipped(v.Line, "read message: %v", err)
		}
		all := w.Entries
		if w.Owner != "" {
			all = append(all, &w.launchpadMessage)
		}
		for i, m := range all {
			if m == nil {
				continue
			}
			if err := m.put(g, v.Line, i); err != nil {
				return err
			}
		}
		return nil
	}
}

func (m *launchpadMessage) put(g *thread.Collector, line, serial int) error {
	key := ""
	if b := launchpadBug().FindStringSubmatch(cmp.Or(m.Self, m.Web)); b != nil {
		key = b[1]
	}
	head := &gainsay.Thread{ID: key, Title: strings.TrimPrefix(m.Subject, "Re: ")}
	if key != "" {
		head.URL = "https://bugs.launchpad.net/bugs/" + key
	}
	if err := g.Put(key, line, thread.Record{Thread: head}); err != nil {
		return err
	}
	c := plain(cmp.Or(last(m.Self), fmt.Sprintf("m%d", serial)), strings.TrimPrefix(last(m.Owner), "~"),
		string(m.Content), m.Created)
	c.Parent = last(m.Parent)
	if !m.Deleted.IsZero() {
		c.State = gainsay.Deleted
	}
	return add(g, line, key, c)
}
