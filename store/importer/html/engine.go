package html

import (
	"cmp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// engines describe further forum and blog programs. Sources: their default
// templates in the years given.
var engines = []*dialect{
	{ // 2006 to 2012: the name above the text, the time below it
		name: "Blogger", page: "dl#comments-block, dl.comments-block", post: "#comments-block dd.comment-body",
		author: []string{".comment-author a", ".comment-author"}, time: []string{".comment-footer", ".comment-timestamp"},
		drop: ".comment-author, .comment-footer, .comment-timestamp, .deleted-comment .icon", prepare: bloggerParts,
	},
	{ // a blog host of Taiwan; the owner's answer is in the comment
		name: "Pixnet", page: "#comment-text ul.single-post", post: "#comment-text ul.single-post, #comment-text li.reply-text", marks: "*",
		author: []string{".user-name a", ".user-name", "p:last-child a"}, time: []string{".post-time", "p:last-child"}, body: []string{".post-text"},
		drop: ".floor, .homepage, .post-photo",
	},
	{ // pages of X without scripts
		name: "Nitter", opens: true, openAt: "/status/", page: ".conversation .tweet-body", post: ".conversation .timeline-item:has(.tweet-body)", prepare: nitterLink,
		author: []string{".tweet-header .username", ".tweet-header .fullname"}, time: []string{".tweet-date a[title]", ".tweet-published"},
		body: []string{".tweet-content"}, drop: ".quote, .replying-to, .retweet-header", stubs: ".more-replies-text, .replies .show-more a", title: "title",
	},
	{
		name: "Trac", page: "#changelog .change", post: "#changelog .change:has(.comment)", forum: true, open: openTrac, ids: []string{"id"}, idPart: tracID,
		author: []string{".trac-author", ".trac-author-user", ".trac-author-anonymous"}, time: []string{"a.timeline[title]"}, body: []string{".comment"},
	},
	{ // the theme Thesis, 2008 to 2012: name and time above the text
		name: "WordPress", page: "dl#comment_list", post: "dl#comment_list dd.comment", marks: "*",
		author: []string{".comment_author"}, time: []string{".comment_time"}, body: []string{".format_text"},
		drop: "dt, p.reply", prepare: thesisParts,
	},
	{ // and others: name and time are a term, the text its description
		name: "Dotclear", page: "#comments dl > dt + dd", post: "#comments dl > dd", prepare: termParts, loose: true,
		author: []string{"dt a[rel]", "dt strong", "dt cite", "dt .author"}, time: []string{"dt"}, drop: "dt",
	},
	{ // since 2012
		name: "Blogger", page: "#comments .comment-thread, .comment-thread", post: `.comment-thread li.comment[id^="c"]`, marks: "*",
		author: []string{".user a", ".user"}, time: []string{".datetime"}, body: []string{".comment-content"},
		drop: ".comment-actions, .continue, .icon", idPart: bloggerID, ids: []string{"id"},
	},
	{
		name: "bbPress", forum: true, page: ".bbp-reply-content, .bbp-topic-content", post: `div.topic:has(.bbp-topic-content), div.topic:has(.bbp-reply-content), div.reply:has(.bbp-reply-content), li .hentry:has(.bbp-reply-content)`,
		author: []string{".bbp-author-name", ".bbp-reply-author a", ".bbp-topic-author a"}, time: []string{".bbp-reply-post-date", ".bbp-topic-post-date"},
		body: []string{".bbp-reply-content", ".bbp-topic-content"}, prepare: bbpressHeader,
		drop: ".bbp-reply-header, .bbp-topic-header, .bbp-attachments, .bbp-topic-revision-log, .bbp-reply-revision-log",
	},
	{
		name: "Flarum", forum: true, post: `.PostStream-item[data-id]:has(.Post-body)`, ids: []string{"data-id", "data-number"},
		author: []string{".PostUser .username", ".PostUser-name", ".PostUser a", "h3 a"}, time: []string{"time"}, body: []string{".Post-body"},
	},
	{
		name: "NodeBB", forum: true, post: `[component="post"][data-pid]`, ids: []string{"data-pid"},
		author: []string{"@data-username", `[data-username]`, `a[href*="/user/"]`}, time: []string{".timeago", "@data-timestamp"},
		body: []string{`[component="post/content"]`}, votes: []string{`[component="post/vote-count"]`}, parent: nodebbParent,
	},
	{
		name: "Vanilla", forum: true, post: `.ItemDiscussion:has(.Message), .ItemComment[id^="Comment_"]`,
		author: []string{".Author .Username", ".Username"}, time: []string{"time", ".DateCreated"}, body: []string{".Message"},
	},
	{
		name: "Discuz!", forum: true, page: `[id^="postmessage_"]`, post: `#postlist > div[id^="post_"], div[id^="post_"]:has([id^="postmessage_"])`,
		author: []string{".authi .xw1", ".authi a", ".postauthor cite a"}, time: []string{`em[id^="authorposton"] span[title]`, `em[id^="authorposton"]`, ".authorinfo em"},
		body: []string{`[id^="postmessage_"]`, ".t_f"},
	},
	{
		name: "FluxBB", forum: true, page: ".blockpost .postmsg", post: `div.blockpost[id^="p"]`,
		author: []string{".postleft dt", ".postleft strong"}, time: []string{"h2 a", "h2"}, body: []string{".postmsg"}, drop: ".postedit, .postsignature",
	},
	{ // 2001 to 2007
		name: "phpBB 2", forum: true, page: "span.postbody", post: `tr:has(span.name):has(span.postbody)`,
		author: []string{"span.name"}, time: []string{"span.postdetails"}, body: []string{"span.postbody, td.quote, td.code"}, parts: true,
	},
	{ // 2005 to 2010
		name: "SMF", forum: true, page: `td.windowbg .post, td.windowbg2 .post`, post: `td.windowbg:has(.post):has(.smalltext), td.windowbg2:has(.post):has(.smalltext)`,
		author: []string{`a[href*="action=profile"]`, "b"}, time: []string{`[id^="subject_"] + .smalltext`, `.smalltext:contains("on:")`, ".smalltext"},
		body: []string{".post .inner", ".post"}, drop: ".signature", prepare: smfID,
	},
	{ // 2003 to 2008
		name: "Invision", forum: true, page: ".postcolor", post: `table.ipbtable:has(.postcolor), div.borderwrap > table:has(.postcolor)`,
		author: []string{".normalname", ".unreg"}, time: []string{".postdetails"}, body: []string{".postcolor"}, drop: ".signature",
	},
	{
		name: "WoltLab", forum: true, post: `article.wbbPost, li[id^="post"] article.message`, ids: []string{"data-object-id", "data-post-id"},
		author: []string{".messageAuthor .username", ".username"}, time: []string{"time"}, body: []string{".messageText", ".messageBody"},
	},
	{
		name: "OSQA", page: `#question-table, div.answer[id^="answer-container-"]`, marks: "*", opens: true,
		post:   `#question-table, div.answer[id^="answer-container-"], .comments-container div.comment[id^="comment-"]`,
		author: []string{".comment-user", `.post-update-info a[href*="/users/"]`, ".post-update-info p + img + p"}, time: []string{".comment-age", ".post-update-info strong", ".post-update-info"},
		body:  []string{".comment-text", ".question-body", ".answer-body"},
		votes: []string{".post-score", ".comment-score .score"},
	},
	{
		name: "Lobsters", page: ".comments_subtree", post: `.comments_subtree:has(.comment[id^="c_"])`, marks: "*", prepare: shortID,
		author: []string{`.byline a[href*="/~"]`, `.byline a[href*="/u/"]`}, time: []string{".byline time", ".byline span[title]"}, body: []string{".comment_text"}, votes: []string{".score", ".upvoter"},
	},
	{
		name: "Slashdot", page: "#commentlisting", post: `#commentlisting li.comment[id^="tree_"]`, marks: "*",
		author: []string{".by a", ".by"}, time: []string{".otherdetails"}, body: []string{".commentBody > div", ".commentBody"}, drop: ".commentSub", votes: []string{".score"},
	},
	{
		name: "Lemmy", page: ".comments .comment-node, .comment-node", post: `.comment-node[id^="comment-"], li.comment[id^="comment-"]:has(.comment-content)`, marks: "*",
		author: []string{".person-listing", `a[href*="/u/"]`}, time: []string{"time", ".moment-time", "[data-tippy-content]"}, body: []string{".comment-content .md-div", ".md-div", ".comment-content"}, prepare: lemmyLevel,
	},
	{
		name: "Isso", page: ".isso-comment", post: `.isso-comment[id^="isso-"]`, marks: "*",
		author: []string{".isso-author", ".author"}, time: []string{"time"}, body: []string{".isso-text", ".text"}, votes: []string{".isso-votes", ".votes"},
	},
	{
		name: "IntenseDebate", page: ".idc-c", post: `.idc-c[id^="IDComment"]`, marks: "*",
		author: []string{".idc-i", ".idc-c-h-inner a"}, time: []string{".idc-time"}, body: []string{".idc-c-t-inner", ".idc-c-t"}, votes: []string{".idc-v-total span"},
	},
}

// shortID reads the id of a post from the element in it.
func shortID(w *webPost) { w.id = w.ChildrenFiltered("[data-shortid]").AttrOr("data-shortid", "") }

var bloggerID = lazy.Regexp(`^c(\d+)$`)

// substackID reads the id of a post from the anchor in it.
func substackID(w *webPost) {
	if m := anchorID().FindStringSubmatch(w.ChildrenFiltered(".comment-anchor").AttrOr("id", "")); m != nil {
		w.id = m[1]
	}
	if m := facebookName().FindStringSubmatch(w.Find(`[role="article"]`).AttrOr("aria-label", "")); m != nil {
		w.author = person{author: scalar.Author(m[1])}
	}
}

var (
	tweetItem = goquery.Single(".timeline-item")
	term      = goquery.Single("dt")
)

// nitterLink reads the id of a post and of its parent: each post of a thread
// answers the one above it, and the first answers the post that opens the page.
func nitterLink(w *webPost) {
	if m := statusID().FindStringSubmatch(w.Find(".tweet-date a").AttrOr("href", "")); m != nil {
		w.id = m[1]
	}
	if name := strings.TrimPrefix(strings.TrimSpace(w.Find(".tweet-header .username").First().Text()), "@"); name != "" {
		w.author = person{author: scalar.Author(name)}
	}
	before := above(w, tweetItem)
	if before.Length() == 0 {
		before = lastAbove(w.Closest(".main-tweet, .replies"), tweetItem)
	}
	if m := statusID().FindStringSubmatch(before.Find(".tweet-date a").AttrOr("href", "")); m != nil {
		w.SetAttr("data-parent-id", m[1])
	}
}

var tracID = lazy.Regexp(`^trac-change-(\d+)`)

// openTrac reads the description of a ticket.
func openTrac(p *webPage) *gainsay.Comment {
	ticket := p.doc.Find("#ticket").First()
	body := ticket.Find(".description .searchable").First()
	if body.Length() == 0 || strings.TrimSpace(body.Text()) == "" {
		return nil
	}
	c := &gainsay.Comment{ID: "description", State: gainsay.Live, ParentBy: gainsay.BySource}
	markup.Children(markup.Options{Base: p.base}, body.Nodes[0]).Apply(c)
	c.Author = scalar.Author(ticket.Find(`[headers="h_reporter"], .trac-author`).First().Text())
	stampOf(ticket.Find(".date a.timeline[title]").First()).Apply(c)
	p.forum = true
	return c
}

var byline = lazy.Regexp(`(?i)\b(?:par|by|von|por|da|di)\s+(\S.{0,60}?)\s*(?::|$|\||,)`)

// termParts moves the term above a text, "On 3 March 2009, 10:10 by NAME", into
// its post.
func termParts(w *webPost) {
	head := above(w, term)
	if m := anchorID().FindStringSubmatch(head.AttrOr("id", "")); m != nil {
		w.id = m[1]
	}
	if m := byline().FindStringSubmatch(scalar.OneLine(head.Text())); m != nil {
		w.author = person{author: scalar.Author(m[1])}
	}
	w.AppendSelection(head)
}

// thesisParts moves the name and the time above a text into its post.
func thesisParts(w *webPost) {
	head := above(w, term)
	if m := anchorID().FindStringSubmatch(head.AttrOr("id", "")); m != nil {
		w.id = m[1]
	}
	w.depth = depthOf(w.Nodes[0])
	w.AppendSelection(head)
}

// bloggerParts moves the name above a text and the time below it into its post.
func bloggerParts(w *webPost) {
	name := above(w, term)
	if m := anchorID().FindStringSubmatch(name.AttrOr("id", name.Find("a[name]").AttrOr("name", ""))); m != nil {
		w.id = m[1]
	}
	foot := w.Next().Filter("dd.comment-footer")
	for _, s := range []*goquery.Selection{name, foot} {
		w.AppendSelection(s)
	}
}

// lemmyLevel reads the depth from the lists around a comment, which the element
// of the comment above is beside, not around.
func lemmyLevel(w *webPost) {
	if w.depth = depthOf(w.Nodes[0]); w.depth == 0 {
		w.depth = w.ParentsFiltered("ul.comments").Length()
	}
}

// nodebbParent reads the link to the post answered.
func nodebbParent(w *webPost) (string, bool) {
	link := w.Find(`[component="post/parent"]`).First()
	id := cmp.Or(link.AttrOr("data-parent-pid", ""), link.AttrOr("data-topid", ""), idNumber().FindString(link.AttrOr("href", "")))
	return id, id != ""
}

// bbpressHeader moves the time and the number above a post into it.
func bbpressHeader(w *webPost) {
	head := w.PrevFiltered(".bbp-reply-header, .bbp-topic-header")
	w.id = idNumber().FindString(head.AttrOr("id", ""))
	w.AppendSelection(head)
}
