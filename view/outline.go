package view

import "github.com/gainsay/gainsay"

// Outline is an analysis without what only readers of a comment need. Its
// comments have no texts, times and links; its marks no rule, reasons and
// signals; its assertions no words, support, steps and topics, and of the lists
// of comments about them only how long AskedBy, CounteredBy and ConcededBy are.
// Relations have no reasons. Nothing in it may change.
type Outline struct {
	Analysis *gainsay.Analysis
	Sizes    map[string]int // bytes of the comments' texts
	Opening  string         // first words of the first comment
	Grounded int            // statements of the article that support assertions
	Digest   string         // of the analysis, see store.DB.Digest
	At       []int          // for the store: where its marks are kept whole
}

// ThreadPart is some comments of a thread with their marks and the assertions of
// these, whole.
type ThreadPart struct {
	Comments    []*gainsay.Comment
	Annotations []gainsay.Annotation
	Assertions  []gainsay.Assertion
}
