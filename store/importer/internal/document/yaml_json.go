package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlJSON returns the documents of a source as JSON, one a line, with aliases written out.
func yamlJSON(b []byte) ([]byte, error) {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	w := &yamlWriter{values: map[*yaml.Node][2]int{}}
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return w.out.Bytes(), nil
		}
		if err == nil {
			err = w.node(&doc, 0)
		}
		if err != nil {
			return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
		}
		w.out.WriteByte('\n')
	}
}

// yamlWriter writes YAML values as JSON.
type yamlWriter struct {
	out    bytes.Buffer
	values map[*yaml.Node][2]int // where in out the values with anchors stand
}

// node writes a value.
func (w *yamlWriter) node(n *yaml.Node, depth int) error {
	switch {
	case depth > maxDepth:
		return fmt.Errorf("line %d: values are nested more than %d deep", n.Line, maxDepth)
	case w.out.Len() > maxSize:
		return fmt.Errorf("line %d: with its aliases written out it has more than %d bytes", n.Line, maxSize)
	}
	start := w.out.Len()
	err := w.value(n, depth)
	if n.Anchor != "" {
		w.values[n] = [2]int{start, w.out.Len()}
	}
	return err
}

func (w *yamlWriter) value(n *yaml.Node, depth int) error {
	switch n.Kind {
	case yaml.DocumentNode:
		return w.node(n.Content[0], depth)
	case yaml.MappingNode:
		return w.list(n.Content, "{:,}", depth)
	case yaml.SequenceNode:
		return w.list(n.Content, "[,,]", depth)
	case yaml.AliasNode:
		at, ok := w.values[n.Alias]
		if !ok {
			return fmt.Errorf("line %d: a value contains itself", n.Line)
		}
		w.out.Write(w.out.Bytes()[at[0]:at[1]])
		return nil
	}
	return w.scalar(n)
}

// list writes an object or an array. marks are its opening bracket, what follows an even
// and an odd element, and its closing bracket.
func (w *yamlWriter) list(all []*yaml.Node, marks string, depth int) error {
	w.out.WriteByte(marks[0])
	for i, n := range all {
		write := w.node
		if marks[0] == '{' && i%2 == 0 {
			write = w.key
		}
		if err := write(n, depth+1); err != nil {
			return err
		}
		if i < len(all)-1 {
			w.out.WriteByte(marks[1+i%2])
		}
	}
	w.out.WriteByte(marks[3])
	return nil
}

// key writes a key of an object; one that is no scalar is "".
func (w *yamlWriter) key(n *yaml.Node, _ int) error { return w.encode(n.Value) }

// scalar writes a text, a number or time as it is written, a boolean or null.
func (w *yamlWriter) scalar(n *yaml.Node) error {
	switch n.Tag {
	case "!!null":
		return w.encode(nil)
	case "!!bool":
		return w.encode(strings.EqualFold(n.Value, "true"))
	}
	return w.encode(n.Value)
}

func (w *yamlWriter) encode(v any) error {
	b, err := json.Marshal(v)
	w.out.Write(b)
	return err
}
