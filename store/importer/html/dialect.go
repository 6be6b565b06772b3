package html

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// dialects describe the markup of known systems, the most specific first.
// Sources: WordPress class Walker_Comment, the templates of wpDiscuz
// (comment.php), XenForo (post_macros), phpBB prosilver (viewtopic_body),
// vBulletin (postbit), SMF (Display.template), MyBB (postbit), Invision
// (front/topics), Discourse (crawler view topics/show.html.erb), Drupal
// (comment.tpl.php, comment.html.twig).
var dialects = []*dialect{
	{
		name: "wpDiscuz", post: `div.wpd-comment[id^="wpd-comm-"], div.wc-comment[id^="wc-comm-"]`,
		author: []string{".wpd-comment-author", ".wc-comment-author"},
		time:   []string{".wpd-comment-date", ".wc-comment-date"},
		body:   []string{".wpd-comment-text", ".wc-comment-text"},
		votes:  []string{".wpd-vote-result", ".wc-vote-result"},
		ids:    []string{"id"}, parent: discuzParent,
		marks: "*",
	},
	{
		name: "WordPress", loose: true, post: `ol.commentlist li[id*="comment-"], ol.comment-list li[id*="comment-"], ul.commentlist li[id*="comment-"], ul.comment-list li[id*="comment-"], ol.commentlist li.comment, ol.comment-list li.comment, ul.commentlist li.comment, ul.comment-list li.comment, ol.commentlist > li, ol.comment-list > li, li.comment[id^="comment-"], li.comment[id^="li-comment-"], li[id^="comment-"][class*="depth-"], div.comment[id^="comment-"][class*="depth-"], article.comment[id^="comment-"][class*="depth-"], section.comment[id^="comment-"][class*="depth-"], li.pingback[id*="comment-"], li.trackback[id*="comment-"], div.pingback[id*="comment-"]`,
		author: []string{".comment-author .fn", ".comment-author cite", ".fn", ".comment-author", "cite:not(blockquote cite)", ".author"},
		time:   append([]string{".comment-metadata time", ".comment-meta time"}, timeWords...),
		body:   []string{".comment-content", ".comment-text", ".comment_text", ".comment-entry", ".commenttext", ".comment-body .text"},
		marks:  ".comment-reply-link, .comment-reply-login",
	},
	{
		name: "Drupal", loose: true, post: `article.comment[about], div.comment[about], article.comment[typeof], div.comment[typeof], .comment.comment-by-anonymous, .comment.comment-by-viewer, article.comment.js-comment, .comment.comment-published, #comments > div.comment:has(.submitted)`, open: openDrupal,
		author: []string{".username", `[property="foaf:name"]`, ".submitted a"},
		time:   []string{`[property~="dc:date"]`, `[property~="dc:created"]`, `[property~="schema:dateCreated"]`, "time", ".submitted", ".comment__time", ".comment__submitted"},
		body:   []string{`[property~="schema:text"]`, ".field-name-comment-body", ".field--name-comment-body", ".field-comment-body", ".comment__content", ".content"},
		drop:   ".expanding-formatter-trigger, ul.links", marks: ".comment-reply",
	},
	{
		name: "XenForo", forum: true, post: `article.message--post, article.message[data-content^="post-"], li.message[id^="post-"]`, ids: []string{"data-content"},
		author: []string{".message-name .username", ".message-name", ".username", "[data-author]"},
		time:   []string{".message-attribution-main time", "time", ".DateTime"},
		body: []string{
			".message-body .bbWrapper",
			".bbWrapper",
			".messageContent .messageText",
			"blockquote.messageText",
			".messageText",
		},
	},
	{
		name: "phpBB", forum: true, post: `div.post[id^="p"]:has(.postbody), div.post:has(.postbody .content)`,
		author: []string{
			".author .username",
			".author .username-coloured",
			".postprofile .username",
			".postprofile .username-coloured",
			".author strong",
			".postprofile dt a:last-of-type",
		},
		time: []string{".author time", ".author"},
		body: []string{".postbody .content", ".content"}, drop: ".notice, .signature",
	},
	{
		name: "vBulletin", forum: true,
		post:   `li.postcontainer, li.postbit, li.postbitlegacy, li.b-post[data-node-id], table[id^="post"]:has([id^="post_message_"])`,
		ids:    []string{"data-node-id"},
		author: []string{".author .username", ".username", ".bigusername", `[itemprop="author"] [itemprop="name"]`, ".author", ".b-userinfo__details a"},
		time:   []string{"time", ".postdate .date", ".date", ".b-post__timestamp", "td.thead"},
		body:   []string{"blockquote.postcontent", ".postcontent", `[id^="post_message_"]`, ".js-post__content-text", ".b-post__content"},
	},
	{
		name: "SMF", forum: true, post: `.post_wrapper`, prepare: smfID,
		author: []string{
			".poster h4 a",
			".poster h4",
		}, time: []string{".keyinfo .smalltext", ".postinfo .smalltext", ".keyinfo"},
		body: []string{".post .inner", ".inner"},
	},
	{
		name: "MyBB", forum: true, post: `div.post[id^="post_"], table[id^="post_"]:has(.post_body)`,
		author: []string{
			".author_information .largetext",
			".author_information a",
			".largetext",
		}, time: []string{".post_date"},
		body: []string{".post_body"},
	},
	{
		name: "Invision", forum: true, post: `article.ipsComment[id^="elComment_"], .ipsComment[id^="comment-"], div.post_block[id^="post_id_"]`,
		author: []string{".cAuthorPane_author", ".ipsComment_author h3", ".ipsComment_author", ".author", ".post_username"},
		time:   []string{".ipsComment_meta time", "time", ".published"}, body: []string{`[data-role="commentContent"]`, ".ipsType_richText", ".post.entry-content", ".entry-content"},
	},
	{
		name: "Discourse", forum: true, post: `div.topic-body.crawler-post, div.crawler-post, article[data-post-id][id^="post_"]`, ids: []string{"id"},
		author: []string{`.creator [itemprop="name"]`, ".creator", ".names .username", ".username"},
		time: []string{
			"time.post-time",
			"time",
			".relative-date",
		}, body: []string{`.post[itemprop="text"]`, ".cooked", ".post"},
	},
	{
		name: "schema.org microdata", loose: true, post: `[itemtype$="schema.org/Comment"], [itemtype$="schema.org/UserComments"], [itemtype$="schema.org/DiscussionForumPosting"] [itemprop="comment"], [typeof="schema:Comment"]`,
		author: []string{`[itemprop="author"] [itemprop="name"]`, `[itemprop="creator"] [itemprop="name"]`, `[itemprop="author"]`, `[itemprop="creator"]`},
		time:   append([]string{`[itemprop="datePublished"]`, `[itemprop="dateCreated"]`, `[itemprop="commentTime"]`}, timeWords...),
		body:   []string{`[itemprop="text"]`, `[itemprop="commentText"]`, `[itemprop="description"]`, `[itemprop="articleBody"]`},
		marks:  `[itemprop="parentItem"], [itemprop="replyToUrl"]`,
	},
}

// smfID reads the id of a post from the element of its text.
func smfID(w *webPost) {
	if m := idNumber().FindStringSubmatch(w.Find(`[id^="msg_"]`).AttrOr("id", "")); m != nil {
		w.id = m[1]
	}
}

// openDrupal reads the topic of a forum, which is a node before the comments.
func openDrupal(p *webPage) *gainsay.Comment {
	if p.doc.Find(`.node-type-forum, .node-forum, .node--type-forum, .forum-topic-navigation`).Length() == 0 {
		return nil
	}
	node := p.doc.Find(`.node-forum, .node--type-forum, div[id^="node-"], .node`).First()
	if node.Length() == 0 || node.Find(".content").Length() == 0 {
		return nil
	}
	node.Find(`.forum-topic-navigation, #book-navigation, .links`).Remove()
	drupal := p.kind
	p.kind = &dialect{name: drupal.name, author: drupal.author, time: drupal.time, body: []string{".content"}, opens: true}
	c := p.comment(&webPost{Selection: node, id: "node"}, true)
	p.forum, p.kind = true, drupal
	c.Parent, c.ParentBy = "", gainsay.BySource
	return c
}

// timeWords select the elements that may hold the time of a post.
var timeWords = []string{
	"time", "abbr[title]", `[itemprop^="date"]`, ".comment-date", ".commentdate", ".comment-time", ".comment-meta a", ".commentmetadata", ".comment-meta", ".comment-metadata",
	".date", ".timestamp", ".posted", ".submitted", ".metadata", ".meta", "cite", "small",
}

var discuzID = lazy.Regexp(`^w(?:pd|c)-comm-(\d+)_(\d+)`)

// discuzParent reads the parent from an id such as wpd-comm-<id>_<parent>.
func discuzParent(w *webPost) (string, bool) {
	m := discuzID().FindStringSubmatch(w.AttrOr("id", ""))
	switch {
	case m == nil:
		return "", false
	case m[2] == "0":
		return "", true
	}
	return m[2], true
}

// guessed is the dialect for pages of unknown systems.
var guessed = &dialect{
	name: "page", loose: true,
	author: []string{
		`[itemprop="author"]`, `[rel="author"]`, ".username", ".user-name", ".fn", ".author-name", ".authorname", ".comment-author", ".comment__author", ".author", ".commenter",
		".nickname", ".nick", ".poster", `[class*="username" i]`, `[class*="user-name" i]`, `[class*="author" i]`, `[class$="auth" i]`, `[class*="autor" i]`, `[class*="auteur" i]`, `[class*="verfasser" i]`, `[class*="pseudo" i]`, `[class*="nick" i]`, `[class*="user" i]`, `[class*="name" i]`, "cite:not(blockquote cite)", `a[href*="/user"]`, `a[href*="/profile"]`,
	},
	time: append(
		timeWords,
		`[class*="date" i]`,
		`[class*="time" i]`,
		`[datetime]`,
		`[class*="ago" i]`,
		`[class*="publish" i]`,
	),
	body: []string{
		`[itemprop="text"]`, ".comment-content", ".comment-text", ".comment__content", ".comment__text", ".comment__body", ".comment-body", ".message-body", ".post-body", ".post-content",
		`[class*="comment-content" i]`, `[class*="comment-text" i]`, `[class*="commenttext" i]`, `[class*="comment_text" i]`, `[class*="body" i]`, `[class*="message" i]`, `[class*="content" i]`, `[class*="text" i]`,
	},
	marks:  ".comment-reply-link",
	parent: answered,
}

var answerLink = lazy.Regexp(`(?i)^\W*(?:in reply to|replying to|als antwort auf|antwort auf|en réponse à|in risposta a|en respuesta a|reply to)\b`)

// answered returns the id of the post that a line "in reply to NAME" links to.
func answered(w *webPost) (string, bool) {
	links := w.Find(`a[href*="#"]`)
	for i := range links.Nodes {
		a := links.Eq(i)
		m := anchorID().FindStringSubmatch(fragment(a.AttrOr("href", "")))
		if m == nil || m[1] == w.id {
			continue
		}
		if line, short := firstText(a.Parent(), 119); answerLink().MatchString(a.Text()) ||
			short && answerLink().MatchString(line) {
			return m[1], true
		}
	}
	return "", false
}
