// Package gainsay holds the nouns of the analyser: threads, comments, spans,
// annotations, assertions, relations and the analysis that binds them. It
// depends on nothing but the standard library and does no work of its own:
// package analyze finds things, package store keeps them, package web shows
// them, and cmd/gainsay wires the three.
//
// Offsets are bytes of a comment's UTF-8 text, half open, on rune boundaries.
// Nothing here ever says that a statement is false, only what in a thread
// backs or disputes it.
package gainsay
