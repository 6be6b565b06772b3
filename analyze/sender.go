package analyze

import "time"

// Sender is what a site knows about how a comment reached it. It helps to find
// spam and is no part of an analysis: it is neither stored nor exported.
type Sender struct {
	Email     string // address that the author gave
	UserAgent string // of the author's browser
	Referrer  string // page that the request named as its origin
	Page      string // address of the page commented on, or of the site
	Kind      string // "comment", "trackback", "pingback" …; "" where not known
	Hidden    string // what was entered into a field that people cannot see
	// Age is the time between the last change of the page and the comment; 0 where
	// not known.
	Age time.Duration
}

// Around is what surrounds a thread in an analysis. The zero value is nothing.
type Around struct {
	Seen    Seen              // earlier comments of other threads
	Senders map[string]Sender // by id of the comment
	Inspect func(p *Pass)     // called when the taggers have run; the Pass is valid until it returns
	// Late reports whether the analysis takes too long. It is called before each
	// comment is parsed and tagged; once it returns true, the comments that are left get
	// no annotations, and the report says so. It may be nil.
	Late func() bool
}

// Sender returns how comment i was sent; ok reports whether that is known.
func (p *Pass) Sender(i int) (s Sender, ok bool) {
	s, ok = p.senders[p.Thread.Comments[i].ID]
	return s, ok
}
