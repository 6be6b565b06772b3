package view

import "github.com/gainsay/gainsay"

// Added says what a new comment changed in its thread.
type Added struct {
	Thread      string               `json:"thread"` // key
	Comment     *gainsay.Comment     `json:"comment"`
	Known       bool                 `json:"known"`       // the thread had the comment already; nothing changed
	Annotations []gainsay.Annotation `json:"annotations"` // of the comment
	Relations   []gainsay.Relation   `json:"relations"`   // that were not there before
	Assertions  []gainsay.Assertion  `json:"assertions"`  // of the whole thread, those that are new or changed
	Gone        []string             `json:"gone"`        // ids of assertions that are no longer there
	Others      []gainsay.Annotation `json:"others"`      // of other comments, those that are new or changed
}

// CommentError says to the caller why a comment cannot be added.
type CommentError struct {
	Message  string
	Conflict bool // another comment has its id
}

func (e *CommentError) Error() string { return e.Message }
