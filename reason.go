package gainsay

// Reason is one ground for a mark or a relation: the rule that applied, what
// it found, and the words it found it in. It holds no words itself, so that a
// reason can be shown, pseudonymised or stripped of text without parsing
// sentences.
type Reason struct {
	// Rule is the id of the rule, "<tagger>/<rule>" or "argue/<rule>", or
	// "coder/<name>" for what a person decided.
	Rule string `json:"rule"`
	// Says is what the rule found, a short clause in English that starts with
	// a verb ("gives a link") and never contains words of a comment.
	Says string `json:"says"`
	// Comment is the id of the comment that Spans lie in. It is "" for the
	// comment of the mark, or of the mark a relation starts from. A comment of
	// another thread has the form "<format>:<thread id>/<comment id>".
	Comment string `json:"comment,omitempty"`
	// Spans are the words, as bytes of the comment's text, strongest first. It
	// is empty for a reason that rests on no particular words.
	Spans []Span `json:"spans,omitempty"`
	// Weight is how much the reason counts: for a rule its score, 0 to 1; for a
	// signal of a claim what it adds to the log-odds. It is 0 where a reason has
	// no weight of its own.
	Weight float64 `json:"weight"`
}
