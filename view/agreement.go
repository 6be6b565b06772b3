package view

// CommentRef names a comment.
type CommentRef struct {
	Thread  string // key
	Comment string // id
}

// CommentPlace is what a list shows of a comment whose words it has already.
type CommentPlace struct {
	Title  string // of the thread
	Author string // "" where unknown
}
