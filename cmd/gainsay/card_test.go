package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestModelCard compares the generated part of the model card with the weights
// in the binary; GAINSAY_UPDATE_CARD=1 rewrites it.
func TestModelCard(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"eval", "--card"}, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	const path = "../../docs/MODEL_CARD.md"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), cardBegin)
	_, after, ok2 := strings.Cut(rest, cardEnd+"\n")
	if !ok || !ok2 {
		t.Fatalf("%s has no generated part", path)
	}
	want := before + out.String() + after
	if want == string(b) {
		return
	}
	if os.Getenv("GAINSAY_UPDATE_CARD") == "" {
		t.Fatalf("%s differs from what `gainsay eval --card` prints; run GAINSAY_UPDATE_CARD=1 go test ./cmd/gainsay -run TestModelCard", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
		t.Fatal(err)
	}
}
