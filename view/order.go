package view

import (
	"slices"

	"github.com/gainsay/gainsay"
)

// DepthFirst orders comments so that replies follow what they answer. Comments
// with one parent keep their order; those whose parent is not among them are as
// if they answered nobody.
func DepthFirst(comments []*gainsay.Comment) []*gainsay.Comment {
	known := map[string]bool{}
	for _, c := range comments {
		known[c.ID] = true
	}
	children := map[string][]*gainsay.Comment{}
	for _, c := range comments {
		at := ""
		if known[c.Parent] {
			at = c.Parent
		}
		children[at] = append(children[at], c)
	}
	out := make([]*gainsay.Comment, 0, len(comments))
	stack := slices.Clone(children[""])
	slices.Reverse(stack)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		out = append(out, c)
		kids := slices.Clone(children[c.ID])
		slices.Reverse(kids)
		stack = append(stack, kids...)
	}
	return out
}
