package reply

import "github.com/gainsay/gainsay"

// Node is one comment in the tree of replies. The root has no comment.
type Node struct {
	Comment  *gainsay.Comment // nil for the root, which stands for the article or the thread
	Index    int              // of the comment in the thread; -1 for the root
	Depth    int              // 0 for the root, 1 for what answers it
	Children []*Node          // in thread order
}

// Parents returns for every comment the index of the comment it answers, or
// -1. A parent that is unknown or does not come earlier counts as none.
func Parents(t *gainsay.Thread) []int {
	at := make(map[string]int, len(t.Comments))
	out := make([]int, len(t.Comments))
	for i, c := range t.Comments {
		out[i] = -1
		if j, ok := at[c.Parent]; ok && c.Parent != "" {
			out[i] = j
		}
		at[c.ID] = i
	}
	return out
}

// Tree returns the root of the thread's tree of replies.
func Tree(t *gainsay.Thread) *Node {
	root := &Node{Index: -1}
	nodes := make([]*Node, len(t.Comments))
	for i, p := range Parents(t) {
		up := root
		if p >= 0 {
			up = nodes[p]
		}
		nodes[i] = &Node{Comment: t.Comments[i], Index: i, Depth: up.Depth + 1}
		up.Children = append(up.Children, nodes[i])
	}
	return root
}

// All yields the nodes below n, parents before children, siblings in thread
// order. It keeps its own stack: a chain of any depth is safe.
func (n *Node) All(yield func(*Node) bool) {
	stack := []*Node{n}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if top != n && !yield(top) {
			return
		}
		for i := len(top.Children) - 1; i >= 0; i-- {
			stack = append(stack, top.Children[i])
		}
	}
}
