package xmltree

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestEntityBomb sees that entities a document declares are never expanded.
func TestEntityBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/passwd">`)
	for i := 'b'; i < 'l'; i++ {
		fmt.Fprintf(&b, `<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
	}
	b.WriteString("]><r><row>&k; &x; &amp; &eacute; &#8; &#x41;</row></r>")
	x := NewReader(strings.NewReader(b.String()))
	start, err := x.Next("row")
	if err != nil {
		t.Fatal(err)
	}
	n, err := x.Element(start)
	if want := "&k; &x; & é \uFFFD A"; err != nil || n.Text != want {
		t.Errorf("got %q, %v, want %q", n.Text, err, want)
	}
}

// TestLenientXML reads what strict readers stop at, and goes on behind damage.
func TestLenientXML(t *testing.T) {
	const doc = "stray<r>\n<p:row a=\"1\">x\x01y\xff</p:row>\n<row a='2'>z</oops>\n<row b=3>last <![CDATA[ <b> ]]></row></r>\n<row b=4>ok</row>\n<row <<\n<row b=5>lost</row>\n<row b=6>cut"
	x := NewReader(strings.NewReader(doc))
	var got []string
	for more := true; more; {
		start, err := x.Next("row")
		if errors.Is(err, io.EOF) {
			break
		}
		var n *Node
		if err == nil {
			n, err = x.Element(start)
		}
		if err != nil {
			got = append(got, fmt.Sprintf("damage on line %d", x.Line()))
			more = x.Resync()
		}
		if n != nil {
			got = append(got, fmt.Sprintf("%d:%s%s:%s", n.Line, n.Attr("a"), n.Attr("b"), n.Text))
		}
	}
	want := "2:1:x\uFFFDy\uFFFD|damage on line 4|3:2:z\n|4:3:last  <b> |5:4:ok|damage on line 6|7:5:lost|damage on line 8|8:6:cut"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %q, want %q", s, want)
	}
}

// TestXMLNesting reads elements nested ten thousand deep.
func TestXMLNesting(t *testing.T) {
	const deep = 10_000
	x := NewReader(strings.NewReader("<r>" + strings.Repeat("<a>", deep) + "x" +
		strings.Repeat("</a>", deep) + "</r>"))
	start, err := x.Next("r")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Element(start); err != nil {
		t.Errorf("XML: %v", err)
	}
}

// TestChildHTML reads the content of elements in its order, with tags.
func TestChildHTML(t *testing.T) {
	const doc = `<c><a>x &lt;b&gt;y&lt;/b&gt;</a><m>See <a href="u?a&amp;b" onclick="z">here</a> &lt; <br/>and<i> now</i>.</m></c>`
	n, err := Document(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"a": "x <b>y</b>",
		"m": `See <a href="u?a&amp;b">here</a> &lt; <br>and<i> now</i>.`,
		"z": "",
	} {
		if got := n.ChildHTML(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestLongToken: a text or a tag that never ends is an error once it is too large, before memory is taken
// for all of it.
func TestLongToken(t *testing.T) {
	for _, head := range []string{"<posts><row/>", `<posts><row/><row a="`, "<posts><row/><!--"} {
		n := 0
		x := NewReader(io.MultiReader(strings.NewReader(head), &counted{n: &n}))
		x.most = 1 << 20
		if _, err := x.Next("row"); err != nil {
			t.Fatal(err)
		}
		_, err := x.Next()
		if err == nil || !strings.Contains(err.Error(), "larger than") || n > 2*x.most {
			t.Errorf("%s: %v after %d bytes", head, err, n)
		}
	}
}

// counted is a text without an end, of which it counts what is read.
type counted struct{ n *int }

func (c *counted) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	*c.n += len(p)
	return len(p), nil
}
