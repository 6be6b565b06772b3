package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// record is a comment as dumps of Reddit have it.
type record struct {
	ID        string `json:"id"`
	Author    string `json:"author"`
	Body      string `json:"body"`
	Created   int    `json:"created_utc"`
	Link      string `json:"link_id"`
	Parent    string `json:"parent_id"`
	Score     int    `json:"score"`
	Subreddit string `json:"subreddit"`
}

// open is a thread that gets comments.
type open struct {
	id    string
	left  int
	posts []string // ids of its last comments
}

// Of the dump.
const (
	openThreads = 2000 // that get comments at the same time
	meanThread  = 40   // comments
	recent      = 20   // comments of a thread that are answered
	copies      = 100  // one comment of so many is one of a campaign
)

// writeDump writes invented comments in the order of their times, so that those of
// a thread are scattered, and returns the bytes of JSON. It keeps nothing in memory
// but the threads that are open.
func writeDump(ctx context.Context, path string, comments int) (size int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(z, 1<<20)
	r := rand.New(rand.NewPCG(1, 2))
	threads := make([]open, openThreads)
	made := 0
	for n := range comments {
		if n%10_000 == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		t := &threads[r.IntN(len(threads))]
		if t.left == 0 {
			made++
			*t = open{id: strconv.FormatInt(int64(1_000_000+made), 36), left: 1 + int(r.ExpFloat64()*meanThread)}
		}
		c := t.next(r, n)
		b, err := json.Marshal(c)
		if err != nil {
			return 0, err
		}
		size += int64(len(b)) + 1
		if _, err := w.Write(append(b, '\n')); err != nil {
			return 0, err
		}
	}
	return size, errors.Join(w.Flush(), z.Close())
}

// next makes the next comment of a thread.
func (t *open) next(r *rand.Rand, n int) record {
	c := record{ID: strconv.FormatInt(int64(40_000_000+n), 36), Author: fmt.Sprint("person_", r.IntN(200_000)), Body: body(r, n),
		Created: 1_704_067_200 + n/50, Link: "t3_" + t.id, Parent: "t3_" + t.id, Score: r.IntN(50) - 5, Subreddit: "towns"}
	if len(t.posts) > 0 && r.IntN(4) > 0 {
		c.Parent = "t1_" + t.posts[r.IntN(len(t.posts))]
	}
	t.posts = append(t.posts, c.ID)
	t.posts = t.posts[max(0, len(t.posts)-recent):]
	t.left--
	return c
}

var (
	syllables = strings.Fields("ba ber cal dor el fen gar hol in jor kel lim mar nor os pel qua ren sol tam ul ven wor yar zen")
	sentences = []string{"The %s cost %d million euros in %d.", "Where did you get that about the %s, do you have a source for %d?",
		"No, that is wrong: the %s had %d visitors according to the report of %d.", "You are an idiot if you believe the %s number %d.",
		"I agree with you about the %s and %d others.", "According to the %s ministry, %d households moved in %d.",
		"Fair enough, I was wrong about the %s of %d.", "My brother worked at the %s for %d years and never saw a plan.",
		"We should close the %s before %d.", "Thanks for the pictures of the %s, all %d of them.",
		"Everyone knows that the %s pushed out %d people.", "How far is the %s from the station, %d minutes?"}
)

// body makes a text of one to four sentences whose names hardly ever come twice;
// one of some is that of a campaign.
func body(r *rand.Rand, n int) string {
	if r.IntN(copies) == 0 {
		return fmt.Sprintf("Buy cheap watches from %s now with a discount of %d percent, free shipping to every country, order today at http://watches.example/%d",
			name(rand.New(rand.NewPCG(uint64(r.IntN(50)), 7))), 40+n%7, n%5)
	}
	var out []string
	for range 1 + r.IntN(4) {
		s := strings.Replace(sentences[r.IntN(len(sentences))], "%s", name(r)+" "+name(r), 1)
		for strings.Contains(s, "%d") {
			s = strings.Replace(s, "%d", strconv.Itoa(r.IntN(2000)+1), 1)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// name makes a word.
func name(r *rand.Rand) string {
	var b strings.Builder
	for range 2 + r.IntN(2) {
		b.WriteString(syllables[r.IntN(len(syllables))])
	}
	return b.String()
}
