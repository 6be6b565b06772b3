package document

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestJSON checks how documents are written as JSON.
func TestJSON(t *testing.T) {
	for _, c := range []struct{ name, in, want, err string }{
		{name: "attributes, texts and lists", in: `<forum name="a"><post id="1">x<b/></post><n>5</n></forum>`,
			want: `{"n":"5","name":"a","post":[{"b":"","id":"1","text":"x"}]}`},
		{name: "repeated texts", in: `<chat><m>a</m><m>b</m></chat>`, want: `{"m":["a","b"]}`},
		{name: "an element of the root's name", in: `<c><c><t>a</t></c></c>`, want: `{"c":[{"t":"a"}]}`},
		{name: "attributes of a text", in: `<post><by id="3">Nell</by></post>`, want: `{"by":"Nell","by_id":"3"}`},
		{name: "XML that ends early", in: `<post><by>Nell</by><text>a`, want: `{"by":"Nell","text":"a"}`, err: "unexpected EOF"},
		{name: "deep XML", in: "<post>" + strings.Repeat("<a>", 2000), err: "nested more than"},
		{name: "YAML", in: "- by: Nell\n  at: 2020-01-02\n  n: 0x10\n  text: |\n    a\n    b\n  ok: true\n  no: ~\n",
			want: `[{"by":"Nell","at":"2020-01-02","n":"0x10","text":"a\nb\n","ok":true,"no":null}]`},
		{name: "aliases", in: "- by: &a Nell\n  text: x\n- by: *a\n  text: y\n",
			want: `[{"by":"Nell","text":"x"},{"by":"Nell","text":"y"}]`},
		{name: "an alias without an anchor", in: "- by: *a\n  text: y\n", err: "unknown anchor"},
		{name: "an alias in its own value", in: "- by: &a [*a]\n  text: y\n", err: "contains itself"},
		{name: "damaged YAML", in: "- by: [Nell\n  text: x\n", err: "YAML"},
		{name: "aliases of aliases", in: bomb(), err: "aliases"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := KindOf([]byte(c.in))
			if k == nil {
				t.Fatal("neither XML nor YAML")
			}
			got, err := k.JSON(bufio.NewReader(strings.NewReader(c.in)))
			if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want one about %q", err, c.err)
			}
			if s := strings.TrimSpace(string(got)); c.want != "" && s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

// bomb returns YAML that aliases make very large.
func bomb() string {
	var b strings.Builder
	b.WriteString("- a: &a0 x\n  b: y\n")
	for i := range 40 {
		fmt.Fprintf(&b, "- a: &a%d [*a%d, *a%d]\n  b: y\n", i+1, i, i)
	}
	return b.String()
}

// TestKindOf checks what is taken for neither.
func TestKindOf(t *testing.T) {
	for _, s := range []string{
		"", "Nell: the bridge is closed\nOtto: no\n", "- Nell: I agree\n- Otto: no\n", "<html><body></body></html>",
		`<?xml version="1.0"?><rss><channel/></rss>`, "a < b", `{"a": 1}`, "id,text\n1,a\n", "> quoted: text\n",
	} {
		if k := KindOf([]byte(s)); k != nil {
			t.Errorf("%q is taken for %s", s, k.Name)
		}
	}
}

// FuzzJSON checks that what is returned is JSON, for heads cut anywhere too.
func FuzzJSON(f *testing.F) {
	f.Add("<post id='1'>a<b>c</b></post>", 9)
	f.Add("- by: &a Nell\n  text: |\n    x\n- by: *a\n  text: [1, {b: c}]\n", 20)
	f.Fuzz(func(t *testing.T, s string, cut int) {
		k := KindOf([]byte(s))
		if k == nil {
			return
		}
		got, _ := k.JSON(bufio.NewReader(strings.NewReader(s)))
		heads := k.Head([]byte(s[:min(max(cut, 0), len(s))]))
		for l := range strings.Lines(string(got) + "\n" + string(heads)) {
			if l != "\n" && !json.Valid([]byte(l)) {
				t.Errorf("not JSON: %q", l)
			}
		}
	})
}
