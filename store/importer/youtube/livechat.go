package youtube

import (
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "youtube-live",
	Doc: `the chat of a live video on YouTube, as yt-dlp saves it

Recognised by replayChatItemAction or addChatItemAction. Messages, paid messages and those of new
members are read; notices, stickers and the ticker above the chat are not. Emoji are written as their
short names. A live chat has no replies. The file does not name the video.`,
	From:  `yt-dlp --write-subs --sub-langs live_chat --skip-download: NAME.live_chat.json`,
	Ext:   []string{".json"},
	Sniff: sniffLive,
	Read:  thread.ReadRecords("chats", openLive),
})

func sniffLive(head []byte) int {
	for p := range keypath.Of(head) {
		if p = strings.TrimPrefix(p, "[]."); strings.HasPrefix(p, "replayChatItemAction.") || strings.HasPrefix(p, "addChatItemAction.") {
			return 90
		}
	}
	return 0
}

type liveRecord struct {
	Replay *struct {
		Actions []liveAction `json:"actions"`
	} `json:"replayChatItemAction"`
	liveAction
}

type liveAction struct {
	Add *struct {
		Item map[string]json.RawMessage `json:"item"`
	} `json:"addChatItemAction"`
}

type liveMessage struct {
	ID     scalar.Text `json:"id"`
	Time   scalar.Text `json:"timestampUsec"`
	Author struct {
		Name scalar.Text `json:"simpleText"`
	} `json:"authorName"`
	Message liveText `json:"message"`
}

// liveText is a text in parts.
type liveText struct {
	Runs []struct {
		Text  string `json:"text"`
		Emoji *struct {
			ID        string   `json:"emojiId"`
			Shortcuts []string `json:"shortcuts"`
		} `json:"emoji"`
	} `json:"runs"`
}

// String joins the parts.
func (t liveText) String() string {
	var b strings.Builder
	for _, r := range t.Runs {
		switch {
		case r.Emoji == nil:
			b.WriteString(r.Text)
		case len(r.Emoji.Shortcuts) > 0:
			b.WriteString(r.Emoji.Shortcuts[0])
		default:
			b.WriteString(r.Emoji.ID)
		}
	}
	return b.String()
}

// liveKinds are the keys of messages that people wrote.
var liveKinds = []string{"liveChatTextMessageRenderer", "liveChatPaidMessageRenderer", "liveChatMembershipItemRenderer"}

func openLive(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[liveRecord](v, "action")
		if err != nil {
			return err
		}
		all := []liveAction{w.liveAction}
		if w.Replay != nil {
			all = w.Replay.Actions
		}
		for _, a := range all {
			if err := a.put(g, v.Line); err != nil {
				return err
			}
		}
		return nil
	}
}

// put adds the message that an action shows, if it shows one.
func (a liveAction) put(g *thread.Collector, line int) error {
	if a.Add == nil {
		return nil
	}
	for _, kind := range liveKinds {
		raw := a.Add.Item[kind]
		if raw == nil {
			continue
		}
		var m liveMessage
		if err := json.Unmarshal(raw, &m); err != nil {
			return g.Report(record.Skipped(line, "read message: %v", err))
		}
		text := m.Message.String()
		if text == "" || m.ID == "" {
			return nil // a sticker, or a member without a message
		}
		c := &gainsay.Comment{ID: string(m.ID), Author: scalar.Author(string(m.Author.Name)), State: gainsay.Live}
		scalar.ParseTime(string(m.Time)).Apply(c)
		markup.Plain(text).Apply(c)
		return g.Put("", line, thread.Record{Comment: c})
	}
	return nil
}
