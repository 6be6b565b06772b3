package live

import (
	"reflect"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// changes compares two analyses of a thread, the second with one more comment.
func changes(key string, before, after *gainsay.Analysis, comment string) view.Added {
	out := nothing(key, after.Thread.Comment(comment))
	marks := byID(before.Annotations, func(m *gainsay.Annotation) string { return m.ID })
	for i := range after.Annotations {
		m := &after.Annotations[i]
		if m.Comment == comment {
			out.Annotations = append(out.Annotations, *m)
		} else if old := marks[m.ID]; old == nil || !reflect.DeepEqual(old, m) {
			out.Others = append(out.Others, *m)
		}
	}
	assertions := byID(before.Assertions, func(s *gainsay.Assertion) string { return s.ID })
	for i := range after.Assertions {
		s := &after.Assertions[i]
		if old := assertions[s.ID]; old == nil || !reflect.DeepEqual(old, s) {
			out.Assertions = append(out.Assertions, *s)
		}
		delete(assertions, s.ID)
	}
	for _, s := range before.Assertions {
		if assertions[s.ID] != nil {
			out.Gone = append(out.Gone, s.ID)
		}
	}
	relations := byID(before.Relations, relationID)
	for i := range after.Relations {
		if r := &after.Relations[i]; relations[relationID(r)] == nil {
			out.Relations = append(out.Relations, *r)
		}
	}
	return out
}

// nothing is an Added without changes: its lists are never null in JSON.
func nothing(key string, c *gainsay.Comment) view.Added {
	return view.Added{Thread: key, Comment: c, Annotations: []gainsay.Annotation{}, Relations: []gainsay.Relation{},
		Assertions: []gainsay.Assertion{}, Gone: []string{}, Others: []gainsay.Annotation{}}
}

func relationID(r *gainsay.Relation) string { return r.From + " " + string(r.Kind) + " " + r.To }

func byID[T any](all []T, id func(*T) string) map[string]*T {
	out := make(map[string]*T, len(all))
	for i := range all {
		out[id(&all[i])] = &all[i]
	}
	return out
}

// known reports a comment that the thread had already.
func known(a *gainsay.Analysis, key string, c *gainsay.Comment) view.Added {
	out := nothing(key, c)
	out.Known = true
	for _, m := range a.Annotations {
		if m.Comment == c.ID {
			out.Annotations = append(out.Annotations, m)
		}
	}
	for _, s := range a.Assertions {
		if s.Comment == c.ID {
			out.Assertions = append(out.Assertions, s)
		}
	}
	return out
}
