package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// comment and thread are what the importer "json" reads.
type comment struct {
	ID     string `json:"id"`
	Parent string `json:"parent,omitempty"`
	Author string `json:"author"`
	Text   string `json:"text"`
}

type thread struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Comments []comment `json:"comments"`
}

// writer invents comments: the same seed gives the same bytes.
type writer struct{ *rand.Rand }

func newWriter(seed uint64) writer { return writer{rand.New(rand.NewPCG(seed, 7))} }

var (
	subjects = strings.Fields("council minister committee harbour railway hospital bridge river teachers farmers airport museum company union court school")
	places   = strings.Split("Norway|Lisbon|the harbour|Kenya|Ottawa|the old town|Poland|Brazil|the valley|Vienna|the European Union|Japan", "|")
	people   = strings.Split("Mira Holt|Ada Brandt|Tomas Vale|Ines Okoro|Jun Park|Dr. Lena Fisk|Bo Larsen|Rafi Haddad", "|")
	verbs    = strings.Split("closed|opened|paid for|refused|promised|rebuilt|measured|bought|sold|denied|reported|defended", "|")
	adverbs  = strings.Split("last year|in June 2017|since 1998|twice|again|for 11,000 people|at 3 pm|without notice|in two weeks|by 40%", "|")
	harshes  = strings.Split("idiot|liar|moron|clown|shill|troll", "|")
	opinions = strings.Split("a disgrace|a good start|too late|hard to believe|better than nothing|a waste of money|what we voted for", "|")
	authors  = strings.Fields("ada bo cy di eli fay gus hal ida jo kit lou max nia oz pia")
)

// forms are sentences; capitals in brackets are filled in.
var forms = strings.Split(`The [SUBJECT] [VERB] the [SUBJECT] of [PLACE] [ADVERB].
I think the [SUBJECT] is [OPINION], but [PERSON] has a point.
[PERSON] said that "the [SUBJECT] will cost $[NUMBER] million".
Do you have a source for that?
You are such a [HARSH], [PERSON].
no way teh [SUBJECT] did that lol
According to https://example.org/[NUMBER] only [NUMBER]% of the [SUBJECT] in [PLACE] agree.
I agree with you, it is [OPINION].
That's not true: the [SUBJECT] [VERB] it [ADVERB] because the [SUBJECT] was [OPINION].
If the [SUBJECT] in [PLACE] can't pay, why should we?
WHY IS NOBODY TALKING ABOUT THE [SUBJECT]???
Sorry, I was wrong about [PLACE], the figure was [NUMBER].
We should close the [SUBJECT] before [PLACE] does.
As a nurse I have seen this [NUMBER] times, and it is [OPINION].
Maybe. 😀 The [SUBJECT] of [PLACE] isn't [OPINION]...
@[AUTHOR] what about [PERSON] and the [SUBJECT]?
Most of the [SUBJECT] around here dont care, they just want [PLACE] to leave them alone and the [SUBJECT] to work.`, "\n")

func pick(w writer, from []string) string { return from[w.IntN(len(from))] }

// sentence fills in one form.
func (w writer) sentence() string {
	var b strings.Builder
	for rest := pick(w, forms); rest != ""; {
		before, after, ok := strings.Cut(rest, "[")
		b.WriteString(before)
		if !ok {
			break
		}
		slot, tail, _ := strings.Cut(after, "]")
		b.WriteString(w.fill(slot))
		rest = tail
	}
	return b.String()
}

func (w writer) fill(slot string) string {
	lists := map[string][]string{"SUBJECT": subjects, "PLACE": places, "PERSON": people, "VERB": verbs, "ADVERB": adverbs,
		"HARSH": harshes, "OPINION": opinions, "AUTHOR": authors}
	if list := lists[slot]; list != nil {
		return pick(w, list)
	}
	return fmt.Sprint(2 + w.IntN(998))
}

// text is one to some twenty sentences, about 170 bytes at the mean and 1,500
// at most; one in ten quotes before it speaks.
func (w writer) text() string {
	var b strings.Builder
	if w.IntN(10) == 0 {
		b.WriteString("> " + w.sentence() + "\n")
	}
	for n := 0; n == 0 || w.IntN(100) < 66; n++ {
		s := w.sentence()
		if b.Len()+len(s) > 1500 {
			break
		}
		if n > 0 {
			b.WriteByte(" \n"[w.IntN(6)/5])
		}
		b.WriteString(s)
	}
	return b.String()
}

// write writes threads of n comments each, most of them replies, as NDJSON.
func (w writer) write(out io.Writer, threads int, n func() int) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for k := range threads {
		t := thread{ID: fmt.Sprint("t", k), Title: w.sentence()}
		for i := range n() {
			c := comment{ID: fmt.Sprint("c", i), Author: pick(w, authors) + fmt.Sprint(w.IntN(40)), Text: w.text()}
			if i > 0 && w.IntN(4) > 0 {
				c.Parent = fmt.Sprint("c", max(0, i-1-w.IntN(min(i, 12))))
			}
			t.Comments = append(t.Comments, c)
		}
		if err := enc.Encode(t); err != nil {
			return fmt.Errorf("write corpus: %w", err)
		}
	}
	return nil
}
