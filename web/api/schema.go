package api

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/view"
)

// schemas makes JSON schemas (draft 2020-12) of types.
type schemas struct{ made object }

// enums are the values of types that are closed lists.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[gainsay.Tag]():          words(gainsay.Tags()),
	reflect.TypeFor[gainsay.Status]():       words(gainsay.Statuses()),
	reflect.TypeFor[gainsay.Dispute]():      words(gainsay.Disputes()),
	reflect.TypeFor[gainsay.ClaimKind]():    words(gainsay.ClaimKinds()),
	reflect.TypeFor[gainsay.EvidenceKind](): words(gainsay.EvidenceKinds()),
	reflect.TypeFor[gainsay.RelationKind](): words(gainsay.RelationKinds()),
	reflect.TypeFor[gainsay.StepKind]():     words(gainsay.StepKinds()),
	reflect.TypeFor[gainsay.Verdict]():      words(gainsay.Verdicts()),
	reflect.TypeFor[gainsay.State]():        words(gainsay.States()),
	reflect.TypeFor[gainsay.Precision]():    words(gainsay.Precisions()),
	reflect.TypeFor[gainsay.ParentSource](): append(words(gainsay.ParentSources()), ""),
	reflect.TypeFor[account.Scope]():        words(account.Scopes()),
	reflect.TypeFor[view.TrainingState]():   words(view.TrainingStates()),
}

// names of types whose own is taken by another package's.
var schemaNames = map[reflect.Type]string{
	reflect.TypeFor[Thread]():          "ListedThread",
	reflect.TypeFor[Assertion]():       "ListedAssertion",
	reflect.TypeFor[Imported]():        "Import",
	reflect.TypeFor[gainsay.Problem](): "ImportProblem",
}

// of returns the schema of a value's type.
func (s *schemas) of(v any) object { return s.typ(reflect.TypeOf(v)) }

func (s *schemas) typ(t reflect.Type) object {
	if values, ok := enums[t]; ok {
		return object{"type": "string", "enum": values}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[gainsay.Comment]():
		return s.named("Comment", s.comment)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.typ(t.Elem())
	case reflect.Struct:
		name := schemaNames[t]
		if name == "" {
			name = t.Name()
		}
		return s.named(name, func() object { return s.structure(t) })
	case reflect.Slice, reflect.Array:
		return object{"type": "array", "items": s.typ(t.Elem())}
	case reflect.Map:
		return object{"type": "object"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	}
	panic(fmt.Sprintf("no schema for %v", t)) // of a type in the table of routes: every test meets it
}

// named makes a schema once and refers to it.
func (s *schemas) named(name string, build func() object) object {
	if _, ok := s.made[name]; !ok {
		s.made[name] = object{} // types may hold themselves
		s.made[name] = build()
	}
	return ref(name)
}

func (s *schemas) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, tagged := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" || name == "" || hidden(t, f) {
			continue
		}
		optional := tagged && strings.Contains(options, "omit")
		p := s.typ(f.Type)
		if f.Type.Kind() == reflect.Pointer && !optional && p["type"] != nil {
			p["type"] = []any{p["type"], "null"}
		}
		properties[name] = p
		if !optional {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required}
}

// hidden reports whether a promoted field is of an embedded struct that is itself
// a member of the JSON object.
func hidden(t reflect.Type, f reflect.StructField) bool {
	for n := 1; n < len(f.Index); n++ {
		if t.FieldByIndex(f.Index[:n]).Tag.Get("json") != "" {
			return true
		}
	}
	return false
}

// comment is the schema of a comment, which encodes itself.
func (s *schemas) comment() object {
	text := object{"type": "string"}
	return object{
		"type": "object",
		"properties": object{
			"id": text, "parent": text, "parent_by": s.of(gainsay.BySource), "parent_score": object{"type": "number"},
			"other_parents": object{"type": "array", "items": text}, "author": text, "author_url": text,
			"time":           object{"type": "string", "description": "RFC 3339; empty where it is not known."},
			"time_precision": s.of(gainsay.ToDay), "time_text": text, "text": text, "state": s.of(gainsay.Live),
			"score": object{"type": []string{"integer", "null"}}, "quotes": s.of([]gainsay.Span{}), "links": s.of([]gainsay.Link{}),
			"language": text, "failed": text,
		},
		"required": []string{"id", "parent", "parent_by", "parent_score", "author", "time", "text", "state", "score", "quotes"},
	}
}
