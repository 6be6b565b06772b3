package html

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// services describe the pages of chats, social networks and comment services,
// tried after the sites. Sources: pages as saved by browsers in the years given.
var services = []*dialect{
	{ // DiscordChatExporter, version 2.30 (2022) and later
		name: "DiscordChatExporter", page: ".chatlog__message-group", title: ".preamble__entry:last-of-type", post: ".chatlog__message-container:has(.chatlog__content), .chatlog__message-container:has(.chatlog__embed), .chatlog__message-container:has(.chatlog__attachment)",
		ids: []string{"data-message-id", "id"}, author: []string{".chatlog__author"},
		time: []string{".chatlog__timestamp", ".chatlog__short-timestamp"},
		body: []string{".chatlog__content"}, drop: ".chatlog__reply, .chatlog__reactions, .chatlog__edited-timestamp, .chatlog__embed, .chatlog__attachment, .chatlog__author-tag",
		other: ".chatlog__system-notification-content", parent: discordReply, prepare: discordAuthor,
	},
	{ // since 2020
		name: "TikTok", page: `[data-e2e="comment-level-1"]`, marks: "*", title: `[data-e2e="browse-video-desc"]`,
		post:   `[class*="DivCommentItemWrapper"]:has([data-e2e^="comment-level"]), [class*="DivCommentContentContainer"][id]:has([data-e2e^="comment-level"])`,
		author: []string{`[data-e2e^="comment-username"]`}, time: []string{`[data-e2e^="comment-time"]`, `[class*="SubContent"] > span`},
		body: []string{`[data-e2e^="comment-level"]`}, votes: []string{`[data-e2e="comment-like-count"]`, `[class*="LikeContainer"] span`},
		stubs: `[class*="DivViewRepliesContainer"]`, prepare: tiktokLevel,
	},
	{ // Baidu Tieba, 2012 to 2023: replies stand below a post
		name: "Tieba", forum: true, page: "#j_p_postlist, .p_postlist", post: ".l_post:has(.d_post_content), .lzl_single_post:has(.lzl_content_main)", marks: "*",
		author: []string{".d_name .p_author_name", ".d_name a", ".lzl_cnt .at", ".lzl_cnt a"}, time: []string{"@data-time", ".tail-info:last-of-type", ".lzl_time", ".p_tail li:last-child"},
		body: []string{".d_post_content", ".lzl_content_main"}, prepare: tiebaField,
	},
	{ // since 1999
		name: "MetaFilter", page: `.comments .smallcopy, .smallcopy a[href*="/user/"]`, post: `div.comments:has(.smallcopy a[href*="/user/"])`,
		author: []string{`.smallcopy a[href*="/user/"]`}, time: []string{".smallcopy"}, drop: ".smallcopy",
	},
	{ // since 2003
		name: "Fark", page: "table.notctable .clogin", post: `table.notctable:has(.clogin), tr.ctr:has(.clogin)`,
		author: []string{".clogin"}, time: []string{".cdate"}, body: []string{".ctext"},
	},
	{ // Archive of Our Own and others with its software, since 2009
		name: "Archive of Our Own", page: `li.comment .byline .posted`, post: `ol.thread li.comment[id^="comment_"]`, marks: "*",
		author: []string{".byline > a", ".byline > span:first-child", ".byline"}, time: []string{".posted"},
		body: []string{".userstuff"}, prepare: ao3Thread,
	},
	{ // the comments as they are shown, 2019 to today
		name: "Remark42", page: `[id^="remark42__comment-"]`, post: `article[id^="remark42__comment-"]`, marks: "*", ids: []string{"id"}, idPart: remarkID,
		author: []string{".comment__username"}, time: []string{".comment__time"}, body: []string{".comment__text"}, votes: []string{".comment__score-value"},
		prepare: remarkLevel,
	},
	{ // comments from GitHub's discussions, as they are shown
		name: "giscus", page: ".gsc-comment", post: ".gsc-comment, .gsc-reply", marks: "*",
		author: []string{".gsc-comment-author .link-primary", ".gsc-reply-author .link-primary", ".gsc-comment-author-avatar .link-primary", ".gsc-reply-author-avatar .link-primary"},
		time:   []string{"time"}, body: []string{".gsc-comment-content", ".gsc-reply-content"}, votes: []string{".gsc-upvote-button"},
	},
	{ // comments from GitHub's issues, as they are shown
		name: "utterances", forum: true, page: ".timeline-comment .comment-meta", post: "article.timeline-comment",
		author: []string{".comment-meta strong", ".comment-meta a"}, time: []string{".comment-meta"}, body: []string{".markdown-body"},
	},
	{ // Kbin and Mbin: flat, with an attribute for the parent
		name: "Kbin", page: "blockquote.entry-comment, blockquote.post-comment", post: "blockquote.entry-comment, blockquote.post-comment", marks: "*",
		author: []string{"header .user-inline", "header a"}, time: []string{"header time"}, body: []string{".content"}, votes: []string{".vote__up span", ".vote span"},
	},
	{ // a post and the answers to it, since 2017
		name: "Mastodon", opens: true, page: ".detailed-status .status__content, .detailed-status .status__content__text", post: ".detailed-status:has(.status__content), .status[data-id]:has(.status__content)", ids: []string{"data-id"},
		author: []string{".display-name__account"}, time: []string{"time", ".detailed-status__datetime"}, body: []string{".status__content__text", ".status__content"},
	},
	{ // Reddit without scripts: Libreddit and Redlib, since 2021
		name: "Redlib", page: ".thread .comment .comment_data", title: ".post_title", post: ".post.highlighted:has(.post_body), .thread .comment:has(.comment_data)", marks: "*", opens: true, ids: []string{"id"}, idPart: wholeID,
		author: []string{".comment_author", ".post_author"}, time: []string{".created"}, body: []string{".comment_body", ".post_body"},
		drop: ".post_header, .post_footer, .post_score", votes: []string{".comment_score", ".post_score"}, stubs: ".deeper_replies",
	},
	{ // reviews of products, 2014 to today; a review answers nobody
		name: "Amazon", page: `[data-hook="review"] [data-hook="review-body"]`, post: `[data-hook="review"]`, marks: "*",
		author: []string{".a-profile-name", `[data-hook="review-author"]`}, time: []string{`[data-hook="review-date"]`},
		body: []string{`[data-hook="review-body"] .review-text-content`, `[data-hook="review-body"]`}, votes: []string{`[data-hook="helpful-vote-statement"]`},
		title: `[data-hook="product-link"]`, ids: []string{"id"}, idPart: wholeID,
	},
	{ // reviews of businesses with their answers, since 2021
		name: "Trustpilot", page: `[data-service-review-text-typography]`, marks: "*",
		post:   `article:has([data-service-review-text-typography]), article:has([data-service-review-title-typography]), [class*="reviewReply" i]:has([data-service-review-business-reply-text-typography]), [class*="reviewReply" i]:has([data-service-review-business-reply-title-typography])`,
		author: []string{"[data-consumer-name-typography]", "[data-service-review-business-reply-title-typography]"}, time: []string{"time"},
		body: []string{"[data-service-review-text-typography]", "[data-service-review-business-reply-text-typography]", "[data-service-review-title-typography]"},
	},
}

var scrollTo = lazy.Regexp(`scrollToMessage\(event,\s*['"]?(\d+)`)

// discordReply reads the link to the message that a message answers.
func discordReply(w *webPost) (string, bool) {
	m := scrollTo().FindStringSubmatch(w.Find(".chatlog__reply-link").AttrOr("onclick", ""))
	if m == nil {
		return "", false
	}
	return m[1], true
}

var chatAuthor = goquery.Single(".chatlog__author")

// discordAuthor gives the messages of a group the author of its first one.
func discordAuthor(w *webPost) {
	name := firstIn(w.Closest(".chatlog__message-group"), chatAuthor)
	w.author = person{author: scalar.Author(name.Text())}
}

// tiktokLevel reads the level of a comment from the element of its text.
func tiktokLevel(w *webPost) {
	w.depth = 1
	if w.Find(`[data-e2e="comment-level-2"]`).Length() > 0 && w.Find(`[data-e2e="comment-level-1"]`).Length() == 0 {
		w.depth = 2
	}
}

// tiebaField reads author, time and id of a post from its JSON attribute.
func tiebaField(w *webPost) {
	var field struct {
		Author  struct{ User_name, User_nickname string }
		Content struct {
			Post_id json.Number
			Date    string
		}
		Spid      json.Number
		User_name string
	}
	if json.Unmarshal([]byte(w.AttrOr("data-field", "")), &field) != nil {
		return
	}
	w.id = cmp.Or(string(field.Spid), string(field.Content.Post_id))
	w.author = person{author: scalar.Author(cmp.Or(field.User_name, field.Author.User_name))}
	if field.Content.Date != "" {
		w.SetAttr("data-time", field.Content.Date)
	}
}

// ao3Thread reads the depth from the lists around a comment: answers are in a
// list of their own after it. The words on the chapter are removed.
func ao3Thread(w *webPost) {
	w.depth = w.ParentsFiltered("ol.thread").Length()
	w.Find(".byline .parent").Remove()
	w.Find(".posted abbr[title]").Each(func(_ int, s *goquery.Selection) {
		if !s.HasClass("timezone") {
			s.SetText(s.AttrOr("title", s.Text()))
		}
	})
}

var (
	remarkID   = lazy.Regexp(`remark42__comment-(.+)$`)
	threadStep = lazy.Regexp(`thread_level_(\d{1,3})`)
	wholeID    = lazy.Regexp(`^(.+)$`)
)

// remarkLevel reads the level of the thread around a comment.
func remarkLevel(w *webPost) {
	if m := threadStep().FindStringSubmatch(w.Closest(".thread").AttrOr("class", "")); m != nil {
		level, _ := strconv.Atoi(m[1])
		w.depth = level + 1
	}
}
