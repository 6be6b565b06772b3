package analyze

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
)

// Order sorts taggers so that each follows those that report the tags it
// needs, and by name otherwise. A needed tag that no tagger reports, a cycle, a
// missing doc and a duplicate name are errors.
func Order(taggers []*Tagger) ([]*Tagger, error) {
	if err := validate(taggers); err != nil {
		return nil, err
	}
	rest := slices.Clone(taggers)
	slices.SortFunc(rest, func(a, b *Tagger) int { return cmp.Compare(a.Name, b.Name) })
	var out []*Tagger
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(t *Tagger) bool { return ready(t, rest) })
		if i < 0 {
			return nil, fmt.Errorf("cyclic dependency between taggers: %s", strings.Join(names(rest), ", "))
		}
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out, nil
}

// ready reports whether no other tagger of rest reports a tag that t needs.
func ready(t *Tagger, rest []*Tagger) bool {
	for _, o := range rest {
		needed := func(tag gainsay.Tag) bool { return slices.Contains(t.Needs, tag) }
		if o != t && slices.ContainsFunc(o.Tags, needed) {
			return false
		}
	}
	return true
}

func names(ts []*Tagger) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Name)
	}
	return out
}

func validate(taggers []*Tagger) error {
	var errs []error
	given, seen := map[gainsay.Tag]bool{}, map[string]bool{}
	for _, t := range taggers {
		if t.Name == "" || seen[t.Name] {
			errs = append(errs, fmt.Errorf("tagger %q: name missing or duplicate", t.Name))
		}
		seen[t.Name] = true
		if strings.TrimSpace(t.Doc) == "" || t.Run == nil || len(t.Tags) == 0 {
			errs = append(errs, fmt.Errorf("tagger %s: doc, tags or run missing", t.Name))
		}
		for _, tag := range t.Tags {
			given[tag] = true
		}
	}
	for _, t := range taggers {
		for _, need := range t.Needs {
			if !given[need] {
				errs = append(errs, fmt.Errorf("tagger %s: no tagger reports %s", t.Name, need))
			}
		}
	}
	return errors.Join(errs...)
}
