// Command goclient is Google's client of Perspective for Go, at work on the
// address and with the key given.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"google.golang.org/api/commentanalyzer/v1alpha1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
	fmt.Println("ok google.golang.org/api")
}

func run(base, key string) error {
	ctx := context.Background()
	s, err := commentanalyzer.NewService(ctx, option.WithAPIKey(key), option.WithEndpoint(base+"/"))
	if err != nil {
		return err
	}
	ask := func(attribute string) (*commentanalyzer.AnalyzeCommentResponse, error) {
		return s.Comments.Analyze(&commentanalyzer.AnalyzeCommentRequest{
			Comment:             &commentanalyzer.TextEntry{Text: "You are a complete idiot and a pathetic liar.", Type: "PLAIN_TEXT"},
			RequestedAttributes: map[string]commentanalyzer.AttributeParameters{attribute: {ScoreThreshold: 0.1}},
			Languages:           []string{"en"}, DoNotStore: true,
		}).Do()
	}
	got, err := ask("INSULT")
	if err != nil {
		return err
	}
	if v := got.AttributeScores["INSULT"].SummaryScore.Value; v < 0.9 || v > 1 {
		return fmt.Errorf("INSULT of an insult: %v", v)
	}
	var refused *googleapi.Error
	if _, err := ask("TOXICITY"); !errors.As(err, &refused) || refused.Code != 400 {
		return fmt.Errorf("TOXICITY: %v", err)
	}
	said, err := s.Comments.Suggestscore(&commentanalyzer.SuggestCommentScoreRequest{
		Comment: &commentanalyzer.TextEntry{Text: "You are a complete idiot."}, ClientToken: "g1",
		AttributeScores: map[string]commentanalyzer.AttributeScores{"INSULT": {SummaryScore: &commentanalyzer.Score{Value: 1}}},
	}).Do()
	if err == nil && said.ClientToken != "g1" {
		err = fmt.Errorf("token %q", said.ClientToken)
	}
	return err
}
