package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// crowd writes a thread of 500 comments by many people: claims said over and
// over, denied, asked about and answered, among much small talk.
func crowd(t *testing.T) string {
	t.Helper()
	claims := []string{
		"The contractor paid the German inspectors 40,000 euros in 2021.", "The bridge in Rotterdam collapsed in 2019.",
		"The council of Harrowmouth knew about the cracks since March 2022.", "Norway banned this type of hanger in 2015.",
	}
	denials := []string{
		"The contractor never paid the German inspectors 40,000 euros.", "The bridge in Rotterdam did not collapse in 2019.",
		"The council of Harrowmouth did not know about the cracks in March 2022.", "Norway never banned this type of hanger.",
	}
	who := strings.Fields("Abel Britt Cosima Dag Edda Falk Greta Hauke Imke Jorid Kaja Leif Mette Nora Odd Pia")
	what := strings.Fields("ferry lantern harbour bicycle orchard kettle gull market chimney meadow violin ladder")
	how := strings.Fields("slowly gladly rarely quietly twice again early late")
	chat := func(i int) string {
		return fmt.Sprintf("I wonder how %s the %s and the %s of %s will look from the %s, anyone?", how[i%8], what[i%12], what[(i*7+3)%12], who[(i*5)%16], what[(i*11+5)%12])
	}
	at := time.Date(2024, 5, 4, 8, 0, 0, 0, time.UTC)
	var all []map[string]any
	for i := range 500 {
		parent, text := "", chat(i)
		if i%5 > 0 {
			parent = fmt.Sprint("c", i-1-i%3/2)
		}
		switch k := i / 25 % 4; i % 25 {
		case 0:
			text = claims[k] + " " + text
		case 1:
			text = denials[k] + " " + text
		case 2:
			parent, text = fmt.Sprint("c", i-2), "Source? Do you have any evidence for that? "+text
		case 3:
			text = fmt.Sprintf("Here is the report: https://harrow.example/report-%d.pdf", i)
		case 4:
			text = "Les inspecteurs ont dit que le pont est dangereux depuis longtemps et la mairie ne fait rien pour nous."
		}
		all = append(all, map[string]any{"id": fmt.Sprint("c", i), "parent": parent, "parent_by": "source", "author": who[(i*i+i/3)%16],
			"time": at.Add(time.Duration(i) * 7 * time.Minute).Format(time.RFC3339), "text": text})
	}
	b, err := json.Marshal(map[string]any{"id": "crowd", "title": "Harrow Bridge: five hundred comments", "comments": all})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "crowd.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
