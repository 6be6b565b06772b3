package stream

import (
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
	"github.com/twmb/franz-go/pkg/kgo"
)

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		in, topic string
		brokers   []string // none where it is refused
	}{
		{"kafka://a/t", "t", []string{"a:9092"}},
		{"kafka://a:1,b.example:65535/my.topic-1_x", "my.topic-1_x", []string{"a:1", "b.example:65535"}},
		{"kafka://[::1]:9093,[fe80::1],::1/t", "t", []string{"[::1]:9093", "[fe80::1]:9092", "[::1]:9092"}},
		{"http://a/t", "", nil}, {"kafka://a", "", nil}, {"kafka://a/", "", nil}, {"kafka:///t", "", nil}, {"kafka://a,/t", "", nil},
		{"kafka://a:0/t", "", nil}, {"kafka://a:70000/t", "", nil}, {"kafka://a:x/t", "", nil}, {"kafka://a b/t", "", nil},
		{"kafka://a/t/u", "", nil}, {"kafka://a/..", "", nil}, {"kafka://a/t?x=1", "", nil}, {"kafka://a:b:c/t", "", nil},
		{"kafka://u:secret@a/t", "", nil},
	} {
		brokers, topic, err := ParseAddress(c.in)
		if (err == nil) != (c.brokers != nil) || err == nil && (topic != c.topic || !cmp.Equal(brokers, c.brokers)) {
			t.Errorf("%s: %q, %q, %v", c.in, brokers, topic, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}

func TestDecode(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e8, time.FixedZone("", 3600))
	a, err := decode([]byte("forum:7:8"), []byte(`{"title": "T", "url": "https://example.org", "article": "A", "id": "1", "text": "Hm."}`), at)
	if err != nil {
		t.Fatal(err)
	}
	if a.Key != "forum:7:8" || !cmp.Equal(a.New, &gainsay.Thread{ID: "7:8", Format: "forum", Title: "T", URL: "https://example.org", Article: "A"}) {
		t.Errorf("%+v, %+v", a, a.New)
	}
	want := &gainsay.Comment{ID: "1", ParentBy: gainsay.BySource, Time: time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC), Text: "Hm.", State: gainsay.Live}
	if d := cmp.Diff(want, a.Comment); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		more string
		want func(c *gainsay.Comment) bool
	}{
		{`"parent": "0"`, func(c *gainsay.Comment) bool { return c.Parent == "0" && c.ParentBy == gainsay.BySource }},
		{`"parent_by": ""`, func(c *gainsay.Comment) bool { return c.ParentBy == gainsay.ByNothing }},
		{`"parent": "0", "parent_by": "quote", "parent_score": 0.9`, func(c *gainsay.Comment) bool {
			return c.Parent == "" && c.ParentBy == gainsay.ByNothing && c.ParentScore == 0
		}},
		{`"time": ""`, func(c *gainsay.Comment) bool { return c.Time.IsZero() }},
		{`"time": "2024-05-01T12:00:00+02:00", "time_precision": "day"`, func(c *gainsay.Comment) bool {
			return c.Time.Equal(time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)) && c.Precision == gainsay.ToDay
		}},
		{`"state": "removed", "score": -2`, func(c *gainsay.Comment) bool { return c.State == gainsay.Removed && *c.Score == -2 }},
	} {
		a, err := decode([]byte("t"), []byte(`{"id": "1", "text": "Hm.", `+c.more+`}`), at)
		if err != nil || a.Key != "json:t" || !c.want(a.Comment) {
			t.Errorf("%s: %+v, %v", c.more, a.Comment, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("k"), []byte(`{"thread": "a:b", "id": "1", "text": "x", "quotes": [{"start": 0, "end": 1}], "time": "2024-05-01T12:00:00Z"}`))
	f.Fuzz(func(t *testing.T, key, value []byte) {
		a, err := decode(key, value, time.Unix(0, 0))
		if err == nil && (a.Comment.ID == "" || a.New.ID == "" || a.New.Format == "" || a.Key == "") {
			t.Errorf("%+v", a)
		}
	})
}

// TestByThread: what is found in a thread goes to one partition.
func TestByThread(t *testing.T) {
	p := byThread().ForTopic("t")
	same := p.Partition(&kgo.Record{Key: []byte("json:a/1")}, 7)
	others := map[int]bool{}
	for _, id := range strings.Fields("2 3 4 5 6 7 8 9") {
		if n := p.Partition(&kgo.Record{Key: []byte("json:a/" + id)}, 7); n != same {
			t.Errorf("json:a/%s: %d, want %d", id, n, same)
		}
		others[p.Partition(&kgo.Record{Key: []byte("json:" + id + "/1")}, 7)] = true
	}
	if len(others) < 3 || p.Partition(&kgo.Record{}, 1) != 0 {
		t.Errorf("%v", others)
	}
}
