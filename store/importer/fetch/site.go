package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// site is a kind of site with an API. path matches addresses that may belong to
// it; get returns errOtherSite if the address does not after all.
type site struct {
	host string // domain; "" where anybody can run one
	path *regexp.Regexp
	get  func(ctx context.Context, c *Client, u *url.URL, m []string) (*Document, error)
}

var sites = []site{
	{"news.ycombinator.com", regexp.MustCompile(`^/item$`), getHackerNews},
	{"", regexp.MustCompile(`^(?:/(?:r|user)/[^/]+)?/comments/([0-9a-z]+)(?:/|$|\.json$)`), getReddit},
	{"redd.it", regexp.MustCompile(`^/([0-9a-z]+)$`), getReddit},
	{"", regexp.MustCompile(`^((?:/[^/]+)*?)/t/(?:[^/]+/)??(\d+)(?:/\d+)?(?:\.json)?/?$`), getDiscourse},
	{"", regexp.MustCompile(`^/(?:@[^/]+|web/statuses|web/@[^/]+|users/[^/]+/statuses|deck/@[^/]+)/(\d+)$`), getMastodon},
	{"", regexp.MustCompile(`^/post/(\d+)(?:/.*)?$`), getLemmy},
}

const jsonType = "application/json"

// api queries an API and decodes its answer into v. If the answer is not JSON
// or absent, it returns errOtherSite.
func (c *Client) api(ctx context.Context, u *url.URL, v any) (*answer, error) {
	a, err := c.ask(ctx, u, jsonType)
	var status *StatusError
	switch {
	case errors.As(err, &status) && (status.Code == 400 || status.Code == 404 || status.Code == 405 ||
		status.Code == 406 || status.Code == 410):
		return nil, errOtherSite
	case err != nil:
		return nil, err
	case json.Unmarshal(a.body, v) != nil:
		return nil, errOtherSite
	}
	return a, nil
}

// at returns an address on the same host.
func at(u *url.URL, path string, query ...string) *url.URL {
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		q.Add(query[i], query[i+1])
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path, RawQuery: q.Encode()}
}

// compose makes a document from parts.
func compose(u *url.URL, v any, notes []string) (*Document, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("put answers together: %w", err)
	}
	return &Document{u.String(), b, notes}, nil
}

func getHackerNews(ctx context.Context, c *Client, u *url.URL, _ []string) (*Document, error) {
	id := u.Query().Get("id")
	if _, err := strconv.ParseUint(id, 10, 63); err != nil {
		return nil, errors.New("the address has no id of an item")
	}
	api := &url.URL{Scheme: "https", Host: "hn.algolia.com", Path: "/api/v1/items/" + id}
	var item struct {
		ID json.RawMessage `json:"id"`
	}
	a, err := c.api(ctx, api, &item)
	if err != nil {
		return nil, noSuch(err, "item "+id)
	}
	return &Document{u.String(), a.body, nil}, nil
}

// noSuch replaces errOtherSite if the site is known.
func noSuch(err error, what string) error {
	if errors.Is(err, errOtherSite) {
		return errors.New("the site knows no " + what)
	}
	return err
}

func getReddit(ctx context.Context, c *Client, u *url.URL, m []string) (*Document, error) {
	if sameSite(u.Hostname(), "redd.it") {
		u = &url.URL{Scheme: "https", Host: "www.reddit.com"}
	}
	var listing []struct {
		Kind string `json:"kind"`
	}
	a, err := c.api(ctx, at(u, "/comments/"+m[1]+".json", "raw_json", "1", "limit", "500"), &listing)
	if err != nil {
		return nil, err
	}
	if len(listing) == 0 || listing[0].Kind != "Listing" {
		return nil, errOtherSite
	}
	return &Document{u.String(), a.body, nil}, nil
}

// discourseChunk is how many posts are requested at once.
const discourseChunk = 50

// getDiscourse downloads a topic with its first posts, then the others by the
// ids that the topic lists.
func getDiscourse(ctx context.Context, c *Client, u *url.URL, m []string) (*Document, error) {
	var topic map[string]json.RawMessage
	a, err := c.api(ctx, at(u, m[1]+"/t/"+m[2]+".json"), &topic)
	if err != nil {
		return nil, err
	}
	var stream map[string]json.RawMessage
	var ids []json.Number
	var posts []json.RawMessage
	if json.Unmarshal(topic["post_stream"], &stream) != nil ||
		json.Unmarshal(stream["posts"], &posts) != nil ||
		json.Unmarshal(stream["stream"], &ids) != nil {
		return nil, errOtherSite
	}
	more, notes, err := c.discoursePosts(
		ctx,
		at(a.url, m[1]+"/t/"+m[2]+"/posts.json"),
		discourseRest(ids, posts),
	)
	if err != nil {
		return nil, err
	}
	if stream["posts"], err = json.Marshal(append(posts, more...)); err != nil {
		return nil, fmt.Errorf("put posts together: %w", err)
	}
	if topic["post_stream"], err = json.Marshal(stream); err != nil {
		return nil, fmt.Errorf("put posts together: %w", err)
	}
	return compose(u, topic, notes)
}

// discourseRest returns the ids that are not among the posts.
func discourseRest(ids []json.Number, posts []json.RawMessage) []string {
	have := map[string]bool{}
	for _, p := range posts {
		var w struct {
			ID json.Number `json:"id"`
		}
		if json.Unmarshal(p, &w) == nil {
			have[w.ID.String()] = true
		}
	}
	var rest []string
	for _, id := range ids {
		if !have[id.String()] {
			rest = append(rest, id.String())
		}
	}
	return rest
}

func (c *Client) discoursePosts(
	ctx context.Context,
	u *url.URL,
	ids []string,
) (posts []json.RawMessage, notes []string, err error) {
	for n := 0; len(ids) > 0; n++ {
		if n == maxPages {
			return posts, []string{fmt.Sprintf("%d posts not fetched: the topic is too long", len(ids))}, nil
		}
		chunk := ids[:min(discourseChunk, len(ids))]
		q := url.Values{"post_ids[]": chunk}
		u.RawQuery = q.Encode()
		var page struct {
			Stream struct {
				Posts []json.RawMessage `json:"posts"`
			} `json:"post_stream"`
		}
		if _, err := c.api(ctx, u, &page); err != nil {
			if ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			return posts, []string{
				fmt.Sprintf("%d posts not fetched: %v", len(ids), noSuch(err, "posts of these ids")),
			}, nil
		}
		posts = append(posts, page.Stream.Posts...)
		ids = ids[len(chunk):]
	}
	return posts, nil, nil
}

// getMastodon downloads a post and the posts above and below it.
func getMastodon(ctx context.Context, c *Client, u *url.URL, m []string) (*Document, error) {
	var status struct {
		ID      string `json:"id"`
		Content *string
	}
	a, err := c.api(ctx, at(u, "/api/v1/statuses/"+m[1]), &status)
	if err != nil {
		return nil, err
	}
	if status.ID == "" || status.Content == nil {
		return nil, errOtherSite
	}
	var around struct {
		Ancestors   []json.RawMessage `json:"ancestors"`
		Descendants []json.RawMessage `json:"descendants"`
		Status      json.RawMessage   `json:"status"`
	}
	if _, err := c.api(ctx, at(a.url, "/api/v1/statuses/"+m[1]+"/context"), &around); err != nil {
		return nil, noSuch(err, "context of the post")
	}
	around.Status = a.body
	return compose(u, around, nil)
}

// lemmyPage is how many comments Lemmy returns at most at once.
const lemmyPage = 50

func getLemmy(ctx context.Context, c *Client, u *url.URL, m []string) (*Document, error) {
	doc := map[string]any{}
	var post struct {
		View json.RawMessage `json:"post_view"`
	}
	a, err := c.api(ctx, at(u, "/api/v3/post", "id", m[1]), &post)
	if err != nil {
		return nil, err
	}
	if len(post.View) == 0 {
		return nil, errOtherSite
	}
	comments := []json.RawMessage{}
	var notes []string
	for page := 1; ; page++ {
		var list struct {
			Comments []json.RawMessage `json:"comments"`
		}
		next := at(a.url, "/api/v3/comment/list", "post_id", m[1], "type_", "All", "sort", "Old",
			"limit", strconv.Itoa(lemmyPage), "page", strconv.Itoa(page))
		if _, err := c.api(ctx, next, &list); err != nil {
			if ctx.Err() != nil || page == 1 {
				return nil, noSuch(err, "comments of the post")
			}
			notes = append(
				notes,
				fmt.Sprintf("comments from page %d on not fetched: %v", page, noSuch(err, "such page")),
			)
			break
		}
		comments = append(comments, list.Comments...)
		if len(list.Comments) < lemmyPage {
			break
		}
		if page == maxPages {
			notes = append(notes, fmt.Sprintf("comments after the first %d not fetched", len(comments)))
			break
		}
	}
	doc["post_view"], doc["comments"] = post.View, comments
	return compose(u, doc, notes)
}

// page downloads a plain page, or the comments of a WordPress post instead.
func (c *Client) page(ctx context.Context, u *url.URL) (*Document, error) {
	if err := c.mayRead(ctx, u); err != nil {
		return nil, err
	}
	a, err := c.ask(ctx, u, "text/html, application/xhtml+xml, application/json;q=0.9, */*;q=0.5")
	if err != nil {
		return nil, err
	}
	if list, id := wordPress(a); list != nil {
		d, err := c.wordPressComments(ctx, list, id)
		if err == nil || ctx.Err() != nil {
			return d, err
		}
		if !errors.Is(err, errOtherSite) { // many sites disable their API; the page remains
			return &Document{
				a.url.String(),
				a.utf8Body(),
				[]string{"comments not fetched from the site's API: " + err.Error()},
			}, nil
		}
	}
	return &Document{a.url.String(), a.utf8Body(), nil}, nil
}

var (
	wpAPI   = regexp.MustCompile(`<link[^>]+rel=["']https://api\.w\.org/["'][^>]*>`)
	wpPost  = regexp.MustCompile(`/wp/v2/(?:posts|pages)/(\d+)`)
	wpShort = regexp.MustCompile(`<link[^>]+rel=["']shortlink["'][^>]+href=["'][^"']*\?p(?:age_id)?=(\d+)["']`)
	href    = regexp.MustCompile(`href=["']([^"']+)["']`)
)

// wordPress finds the address of the comments and the id of the post in a
// WordPress page, nil if it is not one. The API must be on the host of the
// page.
func wordPress(a *answer) (*url.URL, string) {
	root := ""
	for _, l := range a.header.Values("Link") {
		if addr, rel, ok := strings.Cut(l, ">"); ok && strings.Contains(rel, "https://api.w.org/") {
			root = strings.TrimPrefix(strings.TrimSpace(addr), "<")
		}
	}
	if m := href.FindSubmatch(wpAPI.Find(a.body)); root == "" && m != nil {
		root = string(m[1])
	}
	id := ""
	if m := wpPost.FindSubmatch(append([]byte(strings.Join(a.header.Values("Link"), " ")),
		a.body...)); m != nil {
		id = string(m[1])
	} else if m := wpShort.FindSubmatch(a.body); m != nil {
		id = string(m[1])
	}
	api, err := a.url.Parse(root)
	if root == "" || id == "" || err != nil || api.Host != a.url.Host {
		return nil, ""
	}
	if q := api.Query(); q.Has("rest_route") { // a site without permalinks
		q.Set("rest_route", strings.TrimSuffix(q.Get("rest_route"), "/")+"/wp/v2/comments")
		api.RawQuery = q.Encode()
		return api, id
	}
	return api.JoinPath("wp/v2/comments"), id
}

// wordPressComments downloads the comments of a post page by page. For a post
// without any it returns errOtherSite: the page may have comments of another
// system.
func (c *Client) wordPressComments(ctx context.Context, u *url.URL, id string) (*Document, error) {
	q := u.Query()
	for k, v := range map[string]string{"post": id, "per_page": "100", "order": "asc", "orderby": "date", "_embed": "up"} {
		q.Set(k, v)
	}
	all := []json.RawMessage{}
	var notes []string
	for page, pages := 1, 1; page <= pages; page++ {
		q.Set("page", strconv.Itoa(page))
		next := *u
		next.RawQuery = q.Encode()
		var list []json.RawMessage
		a, err := c.api(ctx, &next, &list)
		if err != nil {
			if ctx.Err() != nil || page == 1 {
				return nil, err
			}
			notes = append(
				notes,
				fmt.Sprintf(
					"comments from page %d of %d on not fetched: %v",
					page,
					pages,
					noSuch(err, "such page"),
				),
			)
			break
		}
		all = append(all, list...)
		if n, err := strconv.Atoi(a.header.Get("X-WP-TotalPages")); err == nil {
			pages = min(n, maxPages)
			if page == 1 && n > maxPages {
				notes = append(notes, fmt.Sprintf("only %d of %d pages of comments fetched", maxPages, n))
			}
		}
	}
	if len(all) == 0 {
		return nil, errOtherSite
	}
	return compose(u, all, notes)
}
