package api

import (
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// Thread is a thread in a list.
type Thread struct {
	Key             string     `json:"key"` // "<format>:<id>"
	ID              string     `json:"id"`
	Format          string     `json:"format"`
	Title           string     `json:"title"`
	Name            string     `json:"name"` // the title, else the first words
	URL             string     `json:"url"`
	Site            string     `json:"site"`   // "" without an address
	Source          string     `json:"source"` // what was imported
	Imported        time.Time  `json:"imported"`
	First           *time.Time `json:"first"` // of the dated comments
	Last            *time.Time `json:"last"`
	Comments        int        `json:"comments"`
	Authors         int        `json:"authors"`
	UnknownAuthors  int        `json:"unknown_authors"`
	InferredParents int        `json:"inferred_parents"`
	Assertions      int        `json:"assertions"` // by whose marks are asked for, down to spam
	Unsupported     int        `json:"unsupported"`
	Questioned      int        `json:"questioned"`
	Contested       int        `json:"contested"`
	Insults         int        `json:"insults"`
	Spam            int        `json:"spam"`
	Marks           int        `json:"marks"`   // of the machine
	Decided         int        `json:"decided"` // of the marks
}

func newThread(r view.ThreadRow) Thread {
	return Thread{r.Key, r.ID, r.Format, r.Title, r.Name(), r.URL, r.Site, r.Source, r.Imported.UTC(),
		known(r.First), known(r.Last),
		r.Comments, r.Authors, r.UnknownAuthors, r.InferredParents, r.Assertions, r.Unsupported, r.Questioned, r.Contested,
		r.Insults, r.Spam, r.Marks, r.Decided}
}

// known returns a time, nil for the zero one.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// Assertion is an assertion in a list over many threads.
type Assertion struct {
	Thread string     `json:"thread"` // key
	Title  string     `json:"title"`
	Time   *time.Time `json:"time"` // of the comment
	gainsay.Assertion
}

func newAssertion(r view.AssertionRow) Assertion {
	s := r.Assertion
	for _, list := range []*[]string{&s.AskedBy, &s.SuppliedBy, &s.CounteredBy, &s.ConcededBy, &s.RepeatedBy, &s.Topics} {
		if *list == nil {
			*list = []string{}
		}
	}
	if s.Support == nil {
		s.Support = []gainsay.Evidence{}
	}
	if s.Chain == nil {
		s.Chain = []gainsay.Step{}
	}
	return Assertion{r.ThreadKey, r.ThreadTitle, known(r.Time), s}
}

// Claim is what the assertions of one cluster have in common, over all threads.
type Claim struct {
	Said         []Assertion `json:"said"`  // in order of time; at most as many as a page lists
	Times        int         `json:"times"` // how often it was asserted
	People       int         `json:"people"`
	Threads      int         `json:"threads"`
	Unsupported  int         `json:"unsupported"` // of times, as those that follow
	Sourced      int         `json:"sourced"`
	Asked        int         `json:"asked"`
	Answered     int         `json:"answered"`
	Contested    int         `json:"contested"`
	Conceded     int         `json:"conceded"`
	Notable      float64     `json:"notable"`
	Worth        float64     `json:"worth"` // what to check first, 0 to 1
	Events       []Event     `json:"events"`
	Contrary     []Claim     `json:"contrary"`
	MoreContrary int         `json:"more_contrary"`
}

// Event is a comment that bears on an assertion.
type Event struct {
	Kind      string     `json:"kind"`
	Thread    string     `json:"thread"`
	Assertion string     `json:"assertion"`
	Comment   string     `json:"comment"`
	Author    string     `json:"author"`
	Time      *time.Time `json:"time"`
}

func newClaim(c view.Claim) Claim {
	out := Claim{[]Assertion{}, c.Times, c.People, c.Threads, c.Unsupported, c.Sourced, c.Asked, c.Answered, c.Contested,
		c.Conceded, c.Notable, c.Worth, []Event{}, []Claim{}, c.MoreContrary}
	for _, r := range c.Said {
		out.Said = append(out.Said, newAssertion(r))
	}
	for _, e := range c.Events {
		out.Events = append(out.Events, Event{e.Kind, e.ThreadKey, e.Assertion, e.Comment, e.Author, known(e.Time)})
	}
	for _, o := range c.Contrary {
		out.Contrary = append(out.Contrary, newClaim(o))
	}
	return out
}

// Topic is a topic with counts of the assertions about it.
type Topic struct {
	Name        string `json:"name"`
	Assertions  int    `json:"assertions"`
	Unsupported int    `json:"unsupported"`
	Contested   int    `json:"contested"`
	Threads     int    `json:"threads"`
}

func newTopic(r view.TopicRow) Topic {
	return Topic{r.Name, r.Assertions, r.Unsupported, r.Contested, r.Threads}
}

// Author counts what became of an author's assertions.
type Author struct {
	Name         string `json:"name"`
	Threads      int    `json:"threads"`
	Asserted     int    `json:"asserted"`
	Sourced      int    `json:"sourced"` // of asserted, as those that follow
	Unsupported  int    `json:"unsupported"`
	Asked        int    `json:"asked"`
	Answered     int    `json:"answered"`      // of asked
	AnsweredSelf int    `json:"answered_self"` // of asked
	Contested    int    `json:"contested"`
	Conceded     int    `json:"conceded"`
}

func newAuthor(r view.AuthorRow) Author {
	return Author{r.Author, r.Threads, r.Asserted, r.Sourced, r.Unsupported, r.Asked, r.Answered, r.AnsweredSelf,
		r.Contested, r.Conceded}
}

// OneAuthor is an Author with what the author did about the assertions of others.
type OneAuthor struct {
	Author
	Comments        int `json:"comments"`
	AskedOthers     int `json:"asked_others"`
	SuppliedOthers  int `json:"supplied_others"`
	CounteredOthers int `json:"countered_others"`
}

// Hit is a comment found by its words.
type Hit struct {
	Thread  string         `json:"thread"`
	Title   string         `json:"title"`
	Comment string         `json:"comment"`
	Author  string         `json:"author"`
	Time    *time.Time     `json:"time"`
	State   gainsay.State  `json:"state"`
	Snippet string         `json:"snippet"`
	Hits    []gainsay.Span `json:"hits"` // bytes of the snippet
}

func newHit(r view.SearchRow) Hit {
	hits := r.Hits
	if hits == nil {
		hits = []gainsay.Span{}
	}
	return Hit{r.ThreadKey, r.ThreadTitle, r.Comment, r.Author, known(r.Time), r.State, r.Snippet, hits}
}

// Count is a value and how many assertions have it.
type Count struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

func counts[T ~string](all []view.Count[T]) []Count {
	out := []Count{}
	for _, c := range all {
		out = append(out, Count{string(c.Value), c.N})
	}
	return out
}

// Facets says how the assertions under a filter are spread.
type Facets struct {
	Total   int     `json:"total"`
	Status  []Count `json:"status"`
	Dispute []Count `json:"dispute"`
	Topics  []Count `json:"topics"` // the most frequent
	Authors []Count `json:"authors"`
	With    []Count `json:"with"` // where the filter names topics: others of the same assertions
}

// Deleted is a thread in the trash.
type Deleted struct {
	Key       string    `json:"key"`
	Name      string    `json:"name"`
	Comments  int       `json:"comments"`
	Decisions int       `json:"decisions"`
	Deleted   time.Time `json:"deleted"`
	Until     time.Time `json:"until"` // when it is removed for good
}

func newDeleted(r view.TrashRow) Deleted {
	return Deleted{r.Key, r.Name, r.Comments, r.Decisions, r.Deleted.UTC(), r.Until().UTC()}
}

// Erased says what was replaced to erase an author.
type Erased struct {
	Name      string `json:"name"` // that takes the author's place
	Threads   int    `json:"threads"`
	Comments  int    `json:"comments"`
	Quoted    int    `json:"quoted"`
	Decisions int    `json:"decisions"`
}
