package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/tagger"
)

// TestEveryTagIsComplete checks that each tag is in the schema, is given by a
// tagger and is described. That pages have a label and a colour for it is
// tested in package web.
func TestEveryTagIsComplete(t *testing.T) {
	taggers, err := tagger.All()
	if err != nil {
		t.Fatal(err)
	}
	var given []gainsay.Tag
	for _, tg := range taggers {
		given = append(given, tg.Tags...)
	}
	method, err := os.ReadFile("../../docs/method.md")
	if err != nil {
		t.Fatal(err)
	}
	inSchema := schemaTags(t)
	for _, tag := range gainsay.Tags() {
		if !slices.Contains(inSchema, tag) {
			t.Errorf("%s is missing in docs/analysis.schema.json", tag)
		}
		if !slices.Contains(given, tag) {
			t.Errorf("no tagger gives %s", tag)
		}
		if !strings.Contains(string(method), "| `"+string(tag)+"` |") {
			t.Errorf("%s is missing in the table of docs/method.md", tag)
		}
	}
	for _, tag := range append(given, inSchema...) {
		if !tag.Valid() {
			t.Errorf("%s is not in the list of tags", tag)
		}
	}
}

// schemaTags returns the tags that the schema allows in annotations.
func schemaTags(t *testing.T) []gainsay.Tag {
	t.Helper()
	b, err := os.ReadFile("../../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct {
			Annotations struct {
				Items struct {
					Properties struct {
						Tag struct{ Enum []gainsay.Tag }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Properties.Annotations.Items.Properties.Tag.Enum
}
