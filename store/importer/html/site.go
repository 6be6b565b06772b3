package html

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// sites describe the pages of single sites and programs, tried before the
// dialects. Sources: pages as saved by browsers in the years given.
var sites = []*dialect{
	{ // since 2023
		name: "Reddit", page: "shreddit-comment", title: `shreddit-post [slot="title"]`, post: `shreddit-post:has([slot="text-body"]), shreddit-comment`,
		ids: []string{"thingid", "id", "permalink"}, idPart: redditID, opens: true, marks: "*",
		author: []string{"@author", `[slot="commentMeta"] a[href*="/user/"]`}, time: []string{"@created", "@created-timestamp", "time"},
		body:  []string{`[slot="comment"]`, `[slot="text-body"]`},
		votes: []string{"@score"}, parent: redditParent, prepare: shredditDepth,
		stubs: `faceplate-partial[src*="more-comments"]`,
	},
	{ // 2008 to today, old.reddit.com
		name: "old Reddit", page: `.commentarea .thing, .commentarea .comment`, title: "#siteTable a.title", post: `#siteTable div.thing.self, div.commentarea div.thing.comment, div.commentarea div.comment[data-fullname]`,
		ids: []string{"data-fullname", "id", "class"}, idPart: redditID, opens: true, marks: "*",
		author: []string{"@data-author", ".tagline .author"}, time: []string{".tagline time", ".tagline"},
		body:  []string{".usertext-body .md", ".usertext-body", ".md"},
		drop:  ".tagline, .flat-list, .parent, .midcol, .reportform",
		votes: []string{"@data-score", ".score.unvoted", ".score"}, stubs: `.morechildren a.button, .morecomments a.button`,
	},
	{ // 2018 to 2023
		name: "Reddit", title: `[data-test-id="post-content"] h1`, post: `div.Comment[class*="t1_"]`, ids: []string{"class"}, idPart: redditID, marks: "*",
		author: []string{`[data-testid="comment_author_link"]`, `[data-testid="comment_author_icon"]`, `a[href*="/user/"]`},
		time:   []string{`[data-testid="comment_timestamp"]`, `a[id^="CommentTopMeta--Created"]`},
		body:   []string{`[data-testid="comment"]`, ".RichTextJSON-root"},
		votes:  []string{`button[aria-label="upvote"] + div`}, prepare: redditLevel, stubs: `[id^="moreComments-"] p`,
	},
	{ // 2007 to today
		name: "Hacker News", page: `a[href*="user?id="]`, post: `td.default:has(.comhead)`, marks: "*",
		author: []string{".hnuser", `.comhead a[href*="user?id="]`}, time: []string{".age", ".comhead"},
		body: []string{".commtext", ".comment"}, drop: `.reply, .comhead, .navs, font[color="#f6f6ef"]`,
		prepare: indentHN, open: openHN, opens: true, stubs: "a.morelink",
	},
	{ // 2009 to today
		name: "Stack Exchange", page: `.question[data-questionid], #question .vote-count-post`, marks: "*", opens: true,
		post:   `.question[data-questionid], #question:has(.vote-count-post), .answer[data-answerid], div.answer[id^="answer-"], .comments li.comment[id^="comment-"], .comments tr.comment[id^="comment-"]`,
		ids:    []string{"data-questionid", "data-answerid", "data-comment-id"},
		author: []string{".comment-user", `[itemprop="author"] a`, `[itemprop="author"] [itemprop="name"]`, ".post-signature:last-child .user-details a", ".user-details a"},
		time:   []string{".comment-date [title]", ".comment-date", ".post-signature.owner .relativetime", `time[itemprop="dateCreated"]`, ".post-signature:last-child .relativetime", ".relativetime"},
		body:   []string{".comment-copy", ".js-post-body", ".post-text", `[itemprop="text"]`},
		votes:  []string{".js-vote-count", ".vote-count-post", ".comment-score"},
		stubs:  `.js-show-link.comments-link b`,
	},
	{ // HTML export of Telegram Desktop
		name: "Telegram's HTML export", page: `.page_wrap .history`, title: ".page_header .text", post: `div.message.default[id^="message"]`,
		author: []string{".body > .from_name", ".from_name"}, time: []string{".body > .date[title]", ".date[title]"},
		body: []string{".text", ".media_poll .question"}, drop: telegramNoise, other: "div.message.service",
		parent: telegramReply, repair: joined,
	},
	{ // issues, pull requests and discussions, 2014 to 2024
		name: "GitHub", forum: true, page: `.js-discussion, .discussion-timeline`,
		post: `.js-comment-container .timeline-comment, .timeline-comment-wrapper .timeline-comment, .js-comment.review-comment`, ids: []string{"id"}, idPart: githubID,
		author: []string{"a.author", ".author"}, time: []string{"relative-time", "time-ago", "time"},
		body: []string{".js-comment-body", ".comment-body"}, prepare: githubLink,
	},
	{ // since 2024
		name: "GitHub", forum: true, page: `[data-testid="issue-viewer-container"], [data-testid="issue-viewer-issue-container"]`,
		post: `.react-issue-body, .react-issue-comment`, ids: []string{"id"}, idPart: githubID,
		author: []string{`[data-testid="issue-body-header-author"]`, `a[data-testid="avatar-link"]`, `a[data-hovercard-type="user"]`},
		time:   []string{"relative-time"}, body: []string{`[data-testid="markdown-body"]`, ".markdown-body"},
		prepare: githubLink,
	},
	{ // issues and merge requests
		name: "GitLab", page: `.detail-page-description, [data-testid="work-item-detail"], .merge-request`,
		post: `.note.timeline-entry:not(.system-note)[id^="note_"], li.note:not(.system-note)[id^="note_"]`, marks: ".discussion-reply-holder",
		author: []string{".author-name-link", ".author_link", ".note-header-author-name", ".author"},
		time:   []string{".note-timestamp time", "time"}, body: []string{".note-text", ".js-note-text", ".note-body"},
		other: ".system-note", open: openGitLab, prepare: gitlabRoot,
	},
	{ // 2010 to today
		name: "Askbot", page: `#question-answers-container, .askbot, body.question-page, .question[data-post-id]`, marks: "*", opens: true,
		post:   `div.question[id^="post-id-"], div.answer[id^="post-id-"], div.question[data-post-id], div.answer[data-post-id], .comments div.comment[id^="comment-"]`,
		ids:    []string{"data-post-id", "data-comment-id", "id"},
		author: []string{"a.author", `.post-update-info a[href*="/users/"]`, `a[href*="/users/"]`},
		time:   []string{".timeago", "abbr[title]", ".age"},
		body:   []string{".comment-body .comment-content", ".comment-body", ".post-body", ".question-body", ".answer-body"},
		drop:   ".post-update-info-container, .post-update-info, .post-controls, .comments, a.author, .age, .comment-delete, .edit, .tags",
		votes:  []string{".vote-number", ".comment-votes .upvote"},
	},
	{ // since 2019
		name: "X", opens: true, openAt: "/status/", page: `article[data-testid="tweet"]`, post: `article[data-testid="tweet"]`,
		author: []string{`[data-testid="User-Name"] a[tabindex="-1"]`, `[data-testid="User-Names"] a[tabindex="-1"]`, `[data-testid="User-Name"] a`, `a[role="link"][href^="/"]`},
		time:   []string{"time"}, body: []string{`[data-testid="tweetText"]`, `div[lang]`},
		prepare: statusLink, repair: replyingTo,
	},
	{ // 2010 to 2019
		name: "Twitter", opens: true, page: `.permalink-tweet`, post: `.permalink-tweet[data-tweet-id], .replies-to .tweet[data-tweet-id], .stream-item .tweet[data-tweet-id]`,
		ids:    []string{"data-tweet-id"},
		author: []string{"@data-screen-name", ".username b", ".fullname"}, time: []string{"._timestamp[data-time]", ".tweet-timestamp[title]"},
		body: []string{".js-tweet-text", ".tweet-text"},
	},
	{
		name: "Substack", page: ".comment-list-items", post: ".comment-list-items > .comment", marks: "*", prepare: substackID,
		author: []string{`a[href*="/profile/"]:not(:has(img))`, ".commenter-name"}, time: []string{`a[href*="/comment/"][title]`, ".comment-meta a", ".comment-timestamp"},
		body: []string{".comment-body"}, votes: []string{".comment-actions .like-count", ".like-count"}, stubs: ".more-replies",
	},
	{ // 2019 to today: comments are labelled for screen readers
		name: "Facebook", page: `[role="article"][aria-label]`, post: facebookComment, marks: "*",
		author: []string{`a[role="link"] span[dir="auto"]`, `a[href*="comment_id"] span`, `a[role="link"]`},
		time:   []string{`a[href*="comment_id="][role="link"] ~ a`, `li a[role="link"]`, `abbr`},
		body:   []string{`span[dir="auto"][lang]`, `div[dir="auto"]`}, parts: true,
		prepare: facebookLabel,
	},
	{ // 2010 to 2019, and the comments plugin
		name: "Facebook", page: ".UFIComment, .UFICommentContent", post: ".UFIComment", marks: "*",
		author: []string{".UFICommentActorName"}, time: []string{"abbr.livetimestamp", "abbr[data-utime]", ".uiLinkSubtle"},
		body: []string{".UFICommentBody", "._5mdd"},
	},
	{ // since 2017
		name: "YouTube", page: "ytd-comments", post: `ytd-comment-renderer, ytd-comment-view-model`, marks: "*",
		author: []string{"#author-text"}, time: []string{"#published-time-text", ".published-time-text"},
		body: []string{"#content-text"}, votes: []string{"#vote-count-middle"}, prepare: youtubeLevel,
		stubs: "ytd-comment-replies-renderer #more-replies:not([hidden])",
	},
	{ // the frame of the comments
		name: "Disqus", page: `.post-content .post-message, .post-body .post-message`, post: `#posts li.post[id^="post-"], .post-list li.post[id^="post-"]`, marks: "*",
		author: []string{".author a", ".author"}, time: []string{".time-ago", "a.time-ago"},
		body: []string{".post-message"}, votes: []string{`[data-role="likes"]`, ".vote-up .count"},
	},
}

// redditID finds an id of a post or comment: t1_k14hbrh.
var redditID = lazy.Regexp(`(?:\bt[13]_|/comment/)([0-9a-z]+)`)

func redditParent(w *webPost) (string, bool) {
	if m := redditID().FindStringSubmatch(w.AttrOr("parentid", "")); m != nil {
		return m[1], true
	}
	return "", false
}

// shredditDepth reads the depth, 0 for the topmost.
func shredditDepth(w *webPost) {
	if d, err := strconv.Atoi(w.AttrOr("depth", "")); err == nil && d >= 0 && d < maxIndent {
		w.depth = d + 1
	}
}

// maxIndent is the greatest depth that is believed.
const maxIndent = 1000

var levelWords = lazy.Regexp(`level (\d{1,3})`)

// redditLevel reads the label "level 2" for screen readers and removes it.
func redditLevel(w *webPost) {
	w.Find("span").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		if m := levelWords().FindStringSubmatch(s.Text()); m != nil && len(s.Text()) < 12 {
			w.depth, _ = strconv.Atoi(m[1])
			s.Remove()
		}
		return w.depth == 0
	})
}

var (
	indentCell  = goquery.Single("td.ind")
	indentImage = goquery.Single("img[width]")
	noteID      = goquery.Single(`[id^="note_"]`)
)

var storyID = lazy.Regexp(`item\?id=(\d+)`)

// indentHN reads the depth and the id of a comment from the row around it: an
// attribute or the width of an image, 40 pixels for each level.
func indentHN(w *webPost) {
	row := w.Closest("tr")
	w.id = row.Closest("tr.athing").AttrOr("id", "")
	if m := storyID().FindStringSubmatch(w.Find(`.comhead a[href*="item?id="]`).AttrOr("href", "")); m != nil {
		w.id = cmp.Or(w.id, m[1])
	}
	if d, err := strconv.Atoi(firstIn(row, indentCell).AttrOr("indent", "")); err == nil && d >= 0 && d < maxIndent {
		w.depth = d + 1
		return
	}
	width, err := strconv.Atoi(firstIn(row, indentImage).AttrOr("width", ""))
	if err != nil || width < 0 || width > 40*maxIndent {
		width = 0
	}
	w.depth = width/40 + 1
}

// openHN reads the story: its link becomes the address of the thread, its text
// the opening post.
func openHN(p *webPage) *gainsay.Comment {
	sub := p.doc.Find("td.subtext").First()
	table := sub.Closest("table")
	link := table.Find("td.title a[href], .titleline a[href]").First()
	p.b.Title = scalar.OneLine(link.Text())
	href := link.AttrOr("href", "")
	id := storyID().FindStringSubmatch(sub.Find(`a[href*="item?id="]`).AttrOr("href", ""))
	if id != nil {
		p.b.ID = id[1]
		p.b.URL = "https://news.ycombinator.com/item?id=" + id[1]
	}
	if strings.HasPrefix(href, "http") && !storyID().MatchString(href) {
		p.b.URL = href
	}
	if n := stubNumber().FindString(countedComments().FindString(sub.Text())); n != "" {
		p.b.Announce(scalar.ParseNumber(n).N)
	}
	body := table.Find(".toptext")
	if body.Length() == 0 {
		body = sub.Parent().NextAll().Find("td:not([colspan])").Not("[class]").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return len(strings.TrimSpace(s.Text())) > 0 && s.Find("form, textarea").Length() == 0
		})
	}
	if id == nil || body.Length() == 0 {
		return nil
	}
	c := &gainsay.Comment{ID: id[1], State: gainsay.Live, ParentBy: gainsay.BySource}
	markup.Children(markup.Options{}, body.First().Nodes[0]).Apply(c)
	c.Author = scalar.Author(sub.Find(`.hnuser, a[href*="user?id="]`).First().Text())
	dateIn(cmp.Or(sub.Find(".age").AttrOr("title", ""), sub.Text())).Apply(c)
	if s := sub.Find(`[id^="score_"]`); s.Length() > 0 {
		c.Score = scalar.ParseNumber(signedNumber().FindString(s.Text())).Ptr()
	}
	return c
}

var countedComments = lazy.Regexp(`\d+\s+comments?`)

// telegramNoise selects what is in a message besides its text.
const telegramNoise = `.media_wrap:not(:has(.media_poll)), .reply_to, .userpic_wrap, .reactions, .signature, .forwarded > .from_name, .body > .date`

var goToMessage = lazy.Regexp(`go_to_message(-?\d+)`)

// telegramReply reads the link to the message that a message answers.
func telegramReply(w *webPost) (string, bool) {
	link := w.Find(".reply_to a").First()
	m := goToMessage().FindStringSubmatch(link.AttrOr("href", "") + link.AttrOr("onclick", ""))
	if m == nil {
		return "", false
	}
	return m[1], true
}

// joined gives the messages of a run the author of its first one.
func joined(posts []*webPost) {
	last := person{}
	for _, w := range posts {
		name := w.ChildrenFiltered(".body").ChildrenFiltered(".from_name").First()
		if name.Length() > 0 {
			name.Find(".details").Remove() // "via @bot", the date of a forwarded message
			last = person{author: scalar.Author(name.Text())}
		}
		if w.HasClass("joined") || name.Length() > 0 {
			w.author = last
		}
	}
}

// githubID matches the ids of issues and comments.
var githubID = lazy.Regexp(`(?:issue|issuecomment|discussioncomment|discussion|pullrequest|pullrequestreview|discussion_r|r)-?(\d+)`)

// githubLink reads the id of a post from an element around it or from its link
// to itself.
func githubLink(w *webPost) {
	m := githubID().FindStringSubmatch(w.Closest(`[id^="issue"], [id^="discussion"], [id^="pullrequest"]`).AttrOr("id", ""))
	links := w.Find(`a[href*="#"]`)
	for i := 0; m == nil && i < links.Length(); i++ {
		m = githubID().FindStringSubmatch(fragment(links.Eq(i).AttrOr("href", "")))
	}
	if m != nil {
		w.id = m[1]
	}
}

// openGitLab reads the description of an issue or merge request.
func openGitLab(p *webPage) *gainsay.Comment {
	page := p.doc.Find(`.detail-page-description, [data-testid="work-item-description-wrapper"]`).First()
	body := page.Find(".description .md, .md").First()
	if body.Length() == 0 || strings.TrimSpace(body.Text()) == "" {
		return nil
	}
	c := &gainsay.Comment{ID: "description", State: gainsay.Live, ParentBy: gainsay.BySource}
	markup.Children(markup.Options{Base: p.base}, body.Nodes[0]).Apply(c)
	head := p.doc.Find(`.detail-page-header, [data-testid="work-item-created-updated"]`)
	c.Author = scalar.Author(head.Find(".author-link .author, .author_link .author, .author").First().Text())
	if t := head.Find("time").First(); t.Length() > 0 {
		stampOf(t).Apply(c)
	}
	return c
}

// gitlabRoot makes the first note of a discussion the parent of the others.
func gitlabRoot(w *webPost) {
	group := w.Closest(`.note-discussion, .discussion-notes, [data-discussion-id]`)
	first := firstIn(group, noteID)
	if m := idNumber().FindStringSubmatch(first.AttrOr("id", "")); m != nil && !first.IsSelection(w.Selection) {
		w.parent = m[1]
	}
}

var statusID = lazy.Regexp(`/status/(\d+)`)

// statusLink reads the id of a post of X from the link around its time.
func statusLink(w *webPost) {
	link := w.Find("time").Closest(`a[href*="/status/"]`).First()
	if m := statusID().FindStringSubmatch(link.AttrOr("href", "")); m != nil {
		w.id = m[1]
	}
}

var atName = lazy.Regexp(`^@(\w+)$`)

var replyingWords = lazy.Regexp(`(?i)(?:replying to|antwort an|en réponse à|en respuesta a|in risposta a|em resposta a)\s*@(\w+)`)

// replyingTo finds the post that a post of X says it answers: the last one of
// the user before it. Names are the handles, which are unique.
func replyingTo(posts []*webPost) {
	last := map[string]string{}
	for _, w := range posts {
		body := w.Find(`[data-testid="tweetText"]`).Remove()
		if m := replyingWords().FindStringSubmatch(scalar.OneLine(w.Text())); m != nil {
			w.parent = last[strings.ToLower(m[1])]
		}
		w.AppendSelection(body)
		w.Find(`[data-testid^="User-Name"] *`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
			text, _ := shortText(s.Nodes[0], 200)
			if m := atName().FindStringSubmatch(text); m != nil {
				w.author = person{author: scalar.Author(m[1])}
				last[strings.ToLower(m[1])] = w.id
			}
			return w.author.author == ""
		})
	}
}

// facebookComment selects comments by the labels that Facebook gives them, in
// some languages.
const facebookComment = `[role="article"][aria-label^="Comment by"], [role="article"][aria-label^="Reply by"], [role="article"][aria-label^="Kommentar von"], [role="article"][aria-label^="Antwort von"], [role="article"][aria-label^="Commentaire de"], [role="article"][aria-label^="Réponse de"], [role="article"][aria-label^="Comentario de"], [role="article"][aria-label^="Respuesta de"], [role="article"][aria-label^="Commento di"], [role="article"][aria-label^="Risposta di"]`

var (
	facebookReply = lazy.Regexp(`^(?:Reply|Antwort|Réponse|Respuesta|Risposta)`)
	facebookID    = lazy.Regexp(`(reply_comment_id|comment_id)=(\d+)`)
	facebookName  = lazy.Regexp(`^(?:Comment|Reply) by (.+?)(?: to .+?['’]s (?:comment|reply))?(?: (?:about |over )?(?:\d+|an?|one) \w+ ago)?$`)
)

// facebookLabel reads name and level from the label for screen readers, and the
// id from a link.
func facebookLabel(w *webPost) {
	links := w.Find("a[href]")
	for i := range links.Length() {
		for _, m := range facebookID().FindAllStringSubmatch(links.Eq(i).AttrOr("href", ""), -1) {
			if w.id == "" || m[1] == "reply_comment_id" {
				w.id = m[2]
			}
		}
	}
	words := w.AttrOr("aria-label", "")
	w.depth = 1
	if facebookReply().MatchString(words) {
		w.depth = 2
	}
	if m := facebookName().FindStringSubmatch(words); m != nil {
		w.author = person{author: scalar.Author(m[1])}
	}
}

var youtubeID = lazy.Regexp(`[?&]lc=([\w.-]+)`)

// youtubeLevel reads the id of a comment from its link and tells replies from the
// comments that open a thread.
func youtubeLevel(w *webPost) {
	if m := youtubeID().FindStringSubmatch(w.Find(`a[href*="lc="]`).AttrOr("href", "")); m != nil {
		w.id = m[1]
	}
	w.depth = 1
	if w.Closest("ytd-comment-replies-renderer").Length() > 0 {
		w.depth = 2
	}
}
