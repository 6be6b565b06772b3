package main

import (
	"encoding/json"
	"fmt"

	"github.com/gainsay/gainsay"
)

// replyFigures are those of recovered parents.
type replyFigures struct {
	Threads  int     `json:"threads"`
	N        int     `json:"n"`
	Accuracy float64 `json:"accuracy"`
	Previous float64 `json:"previous"` // of always naming the comment before
}

func (f replyFigures) String() string {
	return fmt.Sprintf("%d threads, %d comments; accuracy of parent %.3f (the comment before: %.3f)", f.Threads, f.N, f.Accuracy, f.Previous)
}

func (e *evaluation) replies(files []string) (fmt.Stringer, error) {
	var f replyFigures
	hits, previous := 0, 0
	err := eachLine(files, e.cmd.InOrStdin(), func(_ string, b []byte) error {
		var row struct {
			Thread, Split string
			Comments      []struct {
				ID, Author, Text string
				Parent           *string
			}
		}
		if err := json.Unmarshal(b, &row); err != nil {
			return err
		}
		if e.split != "all" && row.Split != e.split {
			return nil
		}
		t := &gainsay.Thread{ID: row.Thread, Format: "json"}
		for _, c := range row.Comments {
			t.Comments = append(t.Comments, &gainsay.Comment{ID: c.ID, Author: c.Author, Text: c.Text, State: gainsay.Live})
		}
		a, err := analyzeBare(t)
		if err != nil {
			return err
		}
		f.Threads++
		for i, c := range row.Comments {
			if c.Parent == nil || i == 0 {
				continue
			}
			got := a.Thread.Comments[i]
			f.N++
			if got.Parent == *c.Parent {
				hits++
			}
			if row.Comments[i-1].ID == *c.Parent {
				previous++
			}
			p := map[string]any{"thread": row.Thread, "id": c.ID, "gold": *c.Parent, "parent": got.Parent, "by": got.ParentBy, "score": got.ParentScore}
			if err := e.write(p); err != nil {
				return err
			}
		}
		return nil
	})
	if f.N > 0 {
		f.Accuracy, f.Previous = float64(hits)/float64(f.N), float64(previous)/float64(f.N)
	}
	return f, err
}
