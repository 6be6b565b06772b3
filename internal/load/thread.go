package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Sentences of which comments are made, and words that fill them: people of a thread
// say different things about the same few.
var (
	said = []string{"The %s will cost %d million euros by 2027.", "Where did you get that about the %s? Do you have a source for the %d?",
		"No, that is wrong: the %s was %d in the report of 2019.", "You have not read what it says about the %s, you fool, on page %d.",
		"According to the ministry, the %s concerned %d households.", "I agree with you about the %s and the other %d.",
		"Fair enough, the %s came to %d after all.", "My brother built a %s for %d years, and he never saw a plan.",
		"Everyone knows that the %s pushed out %d people.", "I think we should give up the %s and save the %d.",
		"Thanks for the pictures of the %s, all %d of them.", "See you at the %s, I will be there with %d others.",
		"What a view from the %s last night!", "Has anyone walked past the %s since Monday?", "I like the %s.",
		"Could somebody post the plan of the %s again, please?", "This reminds me of the %s where I grew up.",
		"Good luck with the %s, you will need it.", "I missed the talk about the %s, how was it?", "Same here, the %s again."}
	things = []string{"dam", "school", "bridge", "tax on land", "water works", "old harbour", "night bus", "swimming pool", "tram line",
		"library", "market hall", "bypass", "forest north of the town", "new hospital", "parking fee", "fire station", "cycle path",
		"power plant", "court house", "music school", "ferry", "waste dump"}
)

// comment is a comment of a thread as the API takes it.
type comment struct {
	ID       string `json:"id,omitempty"`
	Parent   string `json:"parent,omitempty"`
	ParentBy string `json:"parent_by,omitempty"`
	Author   string `json:"author"`
	Text     string `json:"text"`
}

// write makes comment n of one to three sentences.
func write(n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	var out []string
	for range 1 + r.IntN(3) {
		sentence := strings.Replace(said[r.IntN(len(said))], "%s", things[r.IntN(len(things))], 1)
		out = append(out, strings.Replace(sentence, "%d", strconv.Itoa(r.IntN(10_000)), 1))
	}
	return strings.Join(out, " ")
}

// addThread adds a thread of some comments.
func (s *server) addThread(id string, size int) error {
	t := struct {
		ID       string    `json:"id"`
		Title    string    `json:"title"`
		Comments []comment `json:"comments"`
	}{ID: id, Title: "The new dam"}
	for n := range size {
		c := comment{ID: fmt.Sprint("c", n), ParentBy: "source", Author: fmt.Sprint("A", n%40), Text: write(n)}
		if n > 0 {
			c.Parent = fmt.Sprint("c", n*7/11)
		}
		t.Comments = append(t.Comments, c)
	}
	_, err := s.post("/api/v1/threads", t)
	return err
}

// addComment adds one comment to a thread and returns how long it took.
func (s *server) addComment(key string, n int) (time.Duration, error) {
	at := max(n, -n)
	return s.post("/api/v1/threads/"+key+"/comments", comment{Parent: fmt.Sprint("c", at*31%400), Author: fmt.Sprint("B", at%40),
		Text: write(at + 1000)})
}

func (s *server) post(path string, v any) (time.Duration, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	res, err := s.client.Post(s.base+path, "application/json", bytes.NewReader(b))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if took := time.Since(begin); err != nil || res.StatusCode < 300 {
		return took, err
	}
	return 0, fmt.Errorf("%s: %s: %.300s", path, res.Status, answer)
}
