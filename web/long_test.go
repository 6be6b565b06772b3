package web_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

// longThread is a thread of 500 comments by many people: claims that are
// repeated, denied, asked about and answered, among small talk.
func longThread() *gainsay.Thread {
	claims := []string{
		"The contractor %s paid the German inspectors 40,000 euros in 2021.",
		"The bridge in Rotterdam %s collapsed in 2019.",
		"The council of Harrowmouth %s knew about the cracks since March 2022.",
		"Norway %s banned this type of hanger in 2015.",
	}
	denials := []string{
		"The contractor never %s paid the German inspectors 40,000 euros.",
		"The bridge in Rotterdam did not %s collapse in 2019.",
		"The council of Harrowmouth did not %s know about the cracks in March 2022.",
		"Norway never %s banned this type of hanger.",
	}
	// The same words in the same order would be quotations.
	own := strings.Fields("also just then still indeed")
	who := strings.Fields("Abel Britt Cosima Dag Edda Falk Greta Hauke Imke Jorid Kaja Leif Mette Nora Odd Pia")
	what := strings.Fields("ferry lantern harbour bicycle orchard kettle gull market chimney meadow violin ladder")
	how := strings.Fields("slowly gladly rarely quietly twice again early late")
	chat := func(i int) string {
		return fmt.Sprintf("I wonder how %s the %s and the %s of %s will look from the %s, anyone?",
			how[i%8], what[i%12], what[(i*7+3)%12], who[(i*5)%16], what[(i*11+5)%12])
	}
	at := time.Date(2024, 5, 4, 8, 0, 0, 0, time.UTC)
	thread := &gainsay.Thread{ID: "long", Format: "json", Title: "Harrow Bridge: five hundred comments"}
	for i := range 500 {
		parent, text := "", chat(i)
		if i%5 > 0 {
			parent = fmt.Sprint("c", i-1-i%3/2)
		}
		switch k := i / 25 % 4; i % 25 {
		case 0:
			text = fmt.Sprintf(claims[k], own[i/100]) + " " + text
		case 1:
			text = fmt.Sprintf(denials[k], own[i/100]) + " " + text
		case 2:
			parent, text = fmt.Sprint("c", i-2),
				"Source? Do you have any evidence for the "+what[i/25%12]+"? "+text
		case 3:
			text = fmt.Sprintf("See the %s report: https://harrow.example/report-%d.pdf", what[i/25%12], i)
		case 4:
			text = "Les inspecteurs ont dit que le pont est dangereux depuis longtemps et la mairie ne fait rien pour nous."
		}
		thread.Comments = append(thread.Comments, &gainsay.Comment{
			ID: fmt.Sprint("c", i), Parent: parent, ParentBy: gainsay.BySource, Author: who[(i*i+i/3)%16],
			Time: at.Add(time.Duration(i) * 7 * time.Minute), Text: text, State: gainsay.Live,
		})
	}
	return thread
}
