package chat

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// textLog builds the thread of a chat kept as text, which gives messages no ids.
type textLog struct {
	*chat
	ids   map[string]int // how often an id was made
	media int            // messages of media alone
}

func newTextLog(t *gainsay.Thread) *textLog {
	return &textLog{chat: newChat(t), ids: map[string]int{}}
}

// marks are invisible characters that give a direction of writing.
var marks = strings.NewReplacer("\u200e", "", "\u200f", "", "\u202a", "", "\u202c", "", "\u2068", "", "\u2069", "")

// The texts that messengers write for a message of media alone and for a deleted
// one, in the languages of their users.
var (
	mediaOnly = lazy.Regexp(`(?i)^(?:<[^>\n]{1,60}>|<(?:attached|anhang|adjunto|pièce jointe|allegato|anexado|anexo): [^>\n]+>|` +
		`.{0,60}\b(?:omitted|weggelassen|omitid[oa]|omess[oa]|absente?|ocult[oa]|weggelaten|pominięto|ausgeschlossen|manquante?|omise?|retirée?|não revelad[oa])|` +
		`.{0,60}(?:опущен\S*|пропущен\S*|відсутн\S*|отсутствует|не додано|не добавлен\S*|đã bỏ .{2,20}|bỏ qua .{2,20}|ไม่มี.{3,20}|ละเว้น.{0,12})|` +
		`.{1,12} ?(?:생략됨|을 생략함|已略去|已省略|已忽略|省略)|` +
		`\[(?:photo|video|sticker|file|voice message|location|contact|album|notes?|写真|動画|スタンプ|ファイル|ボイスメッセージ|位置情報|連絡先|アルバム|ノート|` +
		`照片|圖片|图片|影片|视频|貼圖|贴图|檔案|文件|語音訊息|语音信息|位置|位置訊息|聯絡資訊|記事本|记事本|相簿)\]|` +
		`[^\s\n]+\.\w{2,5} \((?:file attached|datei angehängt|archivo adjunto|fichier joint|file allegato|arquivo anexado|bestand bijgevoegd|` +
		`첨부 파일|파일 첨부됨|檔案已附加|文件附件|添付ファイル)\))$`)
	attached = lazy.Regexp(`(?i)^(?:\S+\.\w{2,5} \([^()\n]{5,30}\)|<[a-zè ]{5,14}: [^>\n]+>)$`)
	deleted  = lazy.Regexp(`(?i)^(?:this message was deleted|you deleted this message|you deleted this message as admin|message deleted|` +
		`diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|se eliminó este mensaje|eliminaste este mensaje|` +
		`ce message a été supprimé|vous avez supprimé ce message|questo messaggio è stato eliminato|mensagem apagada|` +
		`esta mensagem foi apagada|dit bericht is verwijderd|данное сообщение удалено|bu mesaj silindi|тази съобщение беше изтрито|` +
		`삭제된 메시지입니다|이 메시지는 삭제되었습니다|메시지를 삭제했습니다|此訊息已刪除|此消息已删除|您已刪除此訊息|您已删除此消息|` +
		`このメッセージは削除されました|メッセージの送信を取り消しました|已收回訊息|撤回了一条消息|unsent a message|message unsent|تم حذف هذه الرسالة|` +
		`ви видалили це повідомлення|це повідомлення було видалено|вы удалили это сообщение|bạn đã xoá tin nhắn này|tin nhắn này đã bị xóa|` +
		`คุณได้ลบข้อความนี้|ข้อความนี้ถูกลบแล้ว|apagou esta mensagem|você apagou esta mensagem|hai eliminato questo messaggio|` +
		`[uj]e? hebt dit bericht verwijderd|bu mesajı sildiniz|usunięto tę wiadomość|ta wiadomość została usunięta|pesan ini telah dihapus|` +
		`anda menghapus pesan ini|tato zpráva byla odstraněna|det här meddelandet togs bort|du tog bort det här meddelandet|הודעה זו נמחקה|यह संदेश हटाया गया)[.。]?$`)
)

// id makes an id from the time and the words of a message. It does not contain
// the name, from which it could be recovered.
func (l *textLog) id(t time.Time, text string) string {
	id := t.Format("20060102T150405") + "-" + scalar.Hash(text)
	if l.ids[id]++; l.ids[id] > 1 {
		return fmt.Sprintf("%s-%d", id, l.ids[id])
	}
	return id
}

// isDeleted reports whether a text stands for a deleted message.
func isDeleted(text string) bool { return len(text) <= longestNotice && deleted().MatchString(text) }

// isMedia reports whether a text stands for media alone.
func isMedia(text string) bool {
	return (len(text) <= longestNotice || text != "" && (text[0] == '<' || text[len(text)-1] == ')')) &&
		mediaOnly().MatchString(text)
}

// longestNotice is how many bytes such a text has at most, unless it contains the
// name of a file.
const longestNotice = 120

// message adds what somebody wrote at a time. media reports whether a text
// stands for media alone; nil if only the words common to messengers do. It
// returns the message.
func (l *textLog) message(at scalar.Stamp, name, text string, media func(string) bool) *gainsay.Comment {
	c := &gainsay.Comment{Author: strings.TrimSpace(name), ID: l.id(at.Time, text)}
	at.Apply(c)
	switch {
	case isDeleted(text):
		c.State = gainsay.Deleted
	case isMedia(text), media != nil && media(text):
		l.media++
	default:
		markup.Plain(caption(text)).Apply(c)
	}
	l.say(c, name, time.Time{})
	return c
}

// event adds a notice of the messenger.
func (l *textLog) event(at scalar.Stamp, text string) {
	c := &gainsay.Comment{ID: l.id(at.Time, text)}
	at.Apply(c)
	markup.Plain(text).Apply(c)
	l.note(c, "notice")
}

// caption removes the first line of a message if it names an attached file.
func caption(text string) string {
	if first, rest, ok := strings.Cut(text, "\n"); ok && attached().MatchString(first) {
		return rest
	}
	return text
}

// finish reports what was left out.
func (l *textLog) finish() {
	if l.media > 0 {
		l.Remark(0, "messages of media alone, without a text: %d", l.media)
	}
	l.close()
}

// readLogs reads a file whole and yields the chats with messages that read finds in
// its text. none is the error if there are none.
func readLogs(r io.Reader, none string, read func(all string) []*textLog) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		yieldLogs(read(string(b)), yield, none)
	}
}

// yieldLogs yields the chats with messages. none is the error if there are none.
func yieldLogs(all []*textLog, yield thread.Sink, none string) {
	found := false
	for _, l := range all {
		if len(l.Comments) == 0 {
			continue
		}
		found = true
		l.ID = "chat-" + scalar.Hash(l.Comments[0].ID, l.Title)
		l.finish()
		if !l.Yield(yield) {
			return
		}
	}
	if !found {
		yield(nil, record.Errorf(0, "%s", none))
	}
}
