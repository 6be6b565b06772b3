package table

import (
	"slices"
	"strings"
	"unicode"
)

// nameWords splits the name of a column into words in lower case, at dots,
// underscores, spaces and changes of case.
func nameWords(name string) []string {
	var out []string
	var w []rune
	end := func() {
		if len(w) > 0 {
			out = append(out, strings.ToLower(string(w)))
			w = w[:0]
		}
	}
	rs := []rune(name)
	for i, r := range rs {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(rs[i-1]) ||
			unicode.IsUpper(rs[i-1]) && i+1 < len(rs) && unicode.IsLower(rs[i+1])):
			end()
		}
		w = append(w, r)
	}
	end()
	return out
}

// columnKey returns the letters and digits of a column's name in lower case.
func columnKey(s string) string { return strings.Join(nameWords(s), "") }

// fieldNames are the usual names of the columns of a field, the most reliable
// first, without separators between words.
var fieldNames = map[string][]string{
	"text": words(`commentbody commenttext commentcontent commentmessage bodytext text body fulltext
		textoriginal textdisplay messagetext posttext comment content strcontent message msg selftext tweet tweettext
		utterance commentsingleline reviewtext review post raw rawtext description caption note notes comments
		texto texte testo tekst kommentar kommentartext comentario commentaire commento comentário reply
		replytext answer answertext statement statementtext commenthtml contenthtml bodyhtml htmlbody html notetext
		markdown contents thetext commentsbody responsetext tweetcontent displaytext comment1 commentdescription says said remark remarks strcontent commentaires
		内容 评论内容 评论 评论正文 正文 微博正文 留言 留言内容 消息 消息内容 发言 回复内容 弹幕 コメント コメント内容 本文 投稿 投稿内容 メッセージ 発言 返信
		내용 댓글 댓글내용 메시지 리뷰 본문 답글 текст комментарий сообщение отзыв التعليق النص currrevsource bodyview bodystorage bodyexportview parsedcontent rawcontent postraw postcooked richtext`),
	"id": words(`id commentid commentno cid messageid tweetid utteranceid commentidstr itemid idstr uuid guid noteid
		replyid answerid statementid objectid pk num nr no revid postid rowid recordid key commentkey commentnumber
		postnumber postno recommendationid reviewid name fullname 评论id 回复id 消息id 评论编号 コメントid 댓글id rpid idcode shortid pid contentid hash documentid idmsg`),
	"parent": words(`parentid parent parentcommentid replyto replytoid isreplyto inreplyto inreplytoid
		inreplytostatusid inreplytostatusidstr inreplytotweetid inresponsetotweetid inresponseto inresponsetoid
		referencedtweetsrepliedtoid replytocommentid inreplytocommentid replytocid parentpostid parentmessageid respondsto
		replytomessageid replytomsgid replytostatusid parenttweetid parentname pid rid tmid parentkey parentnum
		parentnode messagereferencemessageid referencedmessageid replyid replytopostnumber answerto answerid repliedto repliedtoid responseto respondsto quotedid inreplytopost quotedpost quotedpostid parenthash antwortauf répondà
		respuestaa rispostaa odpowiedźna antwortopid odpowiedź
		relationshipsparentdataid tagse
		commentparentid commentparent toplevelcommentid reid refid repliestoid replytoreplyid parentcid replycommentid quotemessageid 父评论id 上级评论id 上级id 被回复评论id 親コメントid topid parentcomment parentnr references ancestors 回复评论id 回复的评论id`),
	"thread": words(`threadid thread linkid articleid conversationid conversation topicid topic storyid
		discussionid commentondocumentid submissionid videoid postid issueurl issueid issuenumber mediaid photoid pagekey pageid
		noteableid bugid claimid ticketid questionid shortcode debateid channelid roomid groupid videourl postlink
		posturl articleurl threadurl submissionurl sharedpostid assetid storyurl asin awemeid videoweburl noteid contentid weiboid tid oid bvid 微博id 视频id 帖子id 文章id 笔记id 动画id 動画id datacardid fileid idtopic nid uri targeturi businessid productid appid gameid hotelid restaurantid movieid bookid proposalid petitionid contentcontainerid discussion relationshipsdiscussiondataid relationshipspostdataid`),
	"author": words(`author username authorname userdisplayname commentauthor displayname authordisplayname
		screenname nickname nick user speaker sender poster from by login handle ownerusername commentby
		sendername fromname userscreenname commenter commentername commentusername fromusername accountname
		authorusername postedby createdby creator writer uniqueid usernickname reporter name usernamedisplay profilename
		fullname participant member autor auteur autore nutzer benutzername usuario utilisateur utente
		useralias usertext userfullname postusername postauthor
		commentauthorname reviewername authorfullname authorid postuserid userid uid senderid authorchannelid
		fromid actor actorname owner who 用户名 用户昵称 昵称 用户 作者 评论者 评论用户 发送者 发送人 发言人 投稿者 投稿者名 名前 ユーザー ユーザー名 発言者
		작성자 닉네임 이름 사용자 보낸사람 автор имя пользователь отправитель المؤلف pubkey actorid bynickname channelname posterid insertuserid commentinguser submitteruser insertname blogname uname`),
	"time": words(`createdutc commentdategmt createdat createdate creationdate createddate createdtime timestamp unixtimestamp
		datetime time date posttime commenttimestamp commentcreatetimestamp created published publishedat
		publishedtime publisheddate pubdate commentpublished commentdate commenttime commentcreatedat posted
		postedat postedtime posteddate timestamputc createtime createtimeiso sent sentat ts timestampms when
		datecreated dateposted datepublished datesubmitted submitted submittedat commentedat commentaddedat
		addedat insertedat postdate taken utc publishtime publishdate commentposted messagedate messagetime
		datum fecha zeit data heure hora createdon postedon dateutc createdatutc creationtime publicationdate timestampcreated
		datetimeutc reviewdate updatedat datesent datereceived timesent sendtime senttime msgtime messagetimestamp createddatetime originalarrivaltime
		timecreated writtenat regtime createdatformatted timestampusec
		regdate writedate createtimestamp timeparsed parsedtime updated
		评论时间 发布时间 發布時間 发表时间 创建时间 回复时间 时间 時間 日期 发送时间 日時 投稿日時 日付 投稿日 작성일 작성일시 작성시간 등록일 날짜 시간 дата время датаивремя التاريخ unixreviewtime dateinserted ctime at addedtime addedat postertime dateline`),
	"score": words(`score points ups likes likecount likescount voterating votes upvotes totalvotes votecount
		recommendations sympathycount karma favoritecount favouritescount numlikes commentscore commentlikes commentlikecount
		commentlikescount diggcount likenum reactionstotalcount publicmetricslikecount upvotecount netscore
		reactioncount reactionscount reactionscore favorites favourites favoritescount recommendcount thumbsup votescount
		positivevotes agrees helpfulvotes commentvotes votesup like 点赞数 点赞 点赞量 获赞数 いいね数 いいね 高評価数 좋아요 좋아요수 추천 추천수 공감수 лайки нравится upcount likecounts`),
	"title": words(`threadtitle articletitle topictitle submissiontitle posttitle videotitle storytitle
		issuetitle questiontitle pagetitle title subject headline question datacardname 标题 视频标题 文章标题 タイトル 動画タイトル 제목 заголовок`),
	"url": words(`articleurl threadurl posturl submissionurl videourl storyurl pageurl htmlurl url permalink permalinkurl
		weburl link postlink topicurl tweeturl commenturl commentlink`),
	"state": words(`state commentstatus commentapproved isdeleted deleted isremoved removed isspam spam status moderationstatus
		rating isapproved approved hidden ishidden ispending pending dead rejected isdelete`),
	"addressee": words(`addressee inreplytouser inreplytousername inreplytouserusername inreplytoscreenname
		inreplytoname replytoname replytouser replytousername replytoauthor isreplytoname userrepliedto commentedusername
		parentauthor parentusername parentauthorname parentname parentuser commentparentname repliedtouser
		respondstouser recipient target tousername touser atuser mentioned parentid parent replyto inreplyto
		answeredto answersto 被回复用户 被回复者 回复对象 回复用户 antwortauf replyingto responseto answered`),
	"article": words(`article articletext articlebody articlecontent posttext postbody postcontent postselftext
		postmessage postcaption submissiontext submissionbody submissionselftext videodescription
		questionbody issuebody`),
}

// parentTypeNames are the names of columns that say what kind of thing the
// parent is, where it need not be a comment.
var parentTypeNames = words("commentabletype parenttype replytotype")

// Words that begin the names of columns. A column that begins with a word of
// the comment describes the comment; with a word of the thread, what the
// comment belongs to, if the table describes comments otherwise.
var (
	commentWords = words("comment comments reply message msg kommentar note answer review tweet")
	threadWords  = words(`post submission video article topic thread story issue question media photo page link
		discussion root op parentpost channel subreddit asset`)
)

// notOwn are words within a path of keys that describe something other than
// the comment itself.
var notOwn = words(`mention mentions mentioned quoted quote retweeted editor edited assignee closed merged last
	reaction reactions attachments attachment context annotations entities place geo twarc domain avatar
	repository repo labels milestone app performed best accepted badge badges image images video media card
	cursor paging pagination links urls permissions location includes referenced withheld`)

// personKeys are the keys of objects that describe the author, nameKeys the
// keys of the name in it, the preferred one first.
var (
	personKeys = words(`fromid reviewer consumer customer submitter speaker user author from sender owner creator poster fromuser account by profile member u
		userprofile commenter createdby postedby authordetails userinfo user1 actor person writer who
		authorinfo reporter snippet`)
	nameKeys = words(`username login uniqueid screenname handle nick nickname userdisplayname authordisplayname
		displayname uname name fullname realname publicname title key steamid id userid`)
)

// nameOf is the name of a column, prepared for comparison.
type nameOf struct {
	path  string
	bare  string   // path without a key below which only the value is
	key   string   // all words
	last  string   // words of the last key
	words []string // of the whole path
	rest  string   // words after a prefix that most columns share; "" if there is none
	depth int      // keys above the last one
}

func newName(path string) nameOf {
	plain, _, _ := strings.Cut(path, " (") // without a remark such as "(click to view profile)"
	for _, w := range valueKeys {
		plain = strings.TrimSuffix(plain, w)
	}
	n := nameOf{path: path, bare: plain, words: nameWords(plain), depth: strings.Count(plain, ".")}
	n.key = strings.Join(n.words, "")
	n.last = columnKey(plain[strings.LastIndexByte(plain, '.')+1:])
	return n
}

// valueKeys are keys below which feeds and databases write a scalar.
var valueKeys = []string{".label", ".$t", ".#text", "._text", ".$oid", ".$date", ".$numberLong", ".$numberInt", ".epochSecond", ".value", ".simpleText", ".runs"}

// first reports whether the name has several words of which the first is in
// the list.
func (n nameOf) first(list []string) bool {
	return len(n.words) > 1 && slices.Contains(list, n.words[0])
}

// rank returns how well a name fits a field, 0 for not at all; the smallest
// other value is the best.
func (n nameOf) rank(field string) int {
	if field == "author" {
		if r := n.personRank(); r > 0 {
			return r
		}
	}
	names := fieldNames[field]
	r := n.match(names)
	if field == "author" && r == 0 && n.callsPerson() {
		r = slices.Index(names, "authorid") // before the ids of accounts
	}
	switch {
	case r == 0, n.last == "":
		return 0
	case slices.Contains(names, n.key):
	case n.depth > 0 && n.hasWord(notOwn),
		strings.HasPrefix(n.path, "_") && n.depth > 0:
		return 0
	case n.depth > 0 && n.personal() && field != "author" && field != "addressee":
		return 0 // user.id is not the id of the comment
	}
	return r
}

// callsPerson reports whether the name is of a column with names of the author:
// a word for a person, then one for a name, such as sender_full_name.
func (n nameOf) callsPerson() bool {
	w := n.words
	for n.depth > 0 && len(w) > 2 && slices.Contains(words("data attributes node fields source doc"), w[0]) {
		w = w[1:] // keys above all that is known of a record
	}
	return len(w) >= 2 && (n.depth == 0 || len(w) < len(n.words)) && slices.Contains(callers, w[0]) &&
		slices.Contains(words("name nickname nick username login handle"), w[len(w)-1]) &&
		!n.hasWord(words("first last middle file group channel team host"))
}

var callers = words(`sender author user from creator poster speaker commenter commentator member reviewer reporter
	person participant account profile owner writer submitter contributor respondent publisher`)

// hasWord reports whether a word of the name is in a list.
func (n nameOf) hasWord(list []string) bool { return hasWord(n.words, list) }

func hasWord(name, list []string) bool {
	return slices.ContainsFunc(name, func(w string) bool { return slices.Contains(list, w) })
}

// match returns the place of a name in a list. Names with a prefix or above
// other keys come after all others.
func (n nameOf) match(names []string) int {
	if i := slices.Index(names, n.key); i >= 0 {
		return i + 1 + 100*n.depth
	}
	if alike := n.alike(); alike != "" {
		if i := slices.Index(names, alike); i >= 0 {
			return i + 1 + len(names) + 100*n.depth
		}
	}
	if n.first(commentWords) {
		if i := slices.Index(names, strings.Join(n.words[1:], "")); i >= 0 {
			return i + 1 + len(names) + 100*n.depth
		}
	}
	if i := slices.Index(names, n.rest); i >= 0 {
		return i + 1 + 2*len(names) + 100*n.depth
	}
	if i := slices.Index(names, n.last); i >= 0 && n.depth > 0 {
		return i + 1 + 300*n.depth
	}
	return 0
}

// alike returns the name with "id" for a word of the same meaning at its end
// and without the word "forum": parent_uuid, commentNo, ReplyToForumMessageId; "" if
// that is the name itself.
func (n nameOf) alike() string {
	w := slices.DeleteFunc(slices.Clone(n.words), func(s string) bool { return s == "forum" })
	if len(w) == 0 || len(w) == 1 && len(n.words) == 1 {
		return ""
	}
	last := w[len(w)-1]
	if slices.Contains(words("uuid guid pk idx"), last) ||
		slices.Contains(words("no nr"), last) && slices.Contains(words("comment reply parent article post"), w[max(len(w)-2, 0)]) {
		w[len(w)-1] = "id"
	}
	if key := strings.Join(w, ""); key != n.key {
		return key
	}
	return ""
}

// personal reports whether the path leads into an object that describes a
// person.
func (n nameOf) personal() bool {
	keys := strings.Split(n.bare, ".")
	return slices.ContainsFunc(keys[:len(keys)-1], func(k string) bool {
		return slices.Contains(personKeys, columnKey(k)) && columnKey(k) != "snippet"
	})
}

// personRank ranks the names in an object that describes the author.
func (n nameOf) personRank() int {
	keys := strings.Split(n.bare, ".")
	if len(keys) < 2 {
		return 0
	}
	for _, k := range keys[:len(keys)-1] {
		w := nameWords(k)
		if len(w) > 0 && (slices.Contains(notOwn, w[0]) || slices.Contains(words("in parent reply"), w[0])) {
			return 0
		}
	}
	above := keys[len(keys)-2]
	if above == "data" && len(keys) > 2 {
		above = keys[len(keys)-3] // JSON:API
	}
	if !slices.Contains(personKeys, columnKey(above)) {
		return 0
	}
	if i := slices.Index(nameKeys, n.last); i >= 0 {
		return 1 + i + 40*(len(keys)-2)
	}
	return 0
}
