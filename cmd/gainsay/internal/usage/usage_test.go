package usage

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestError(t *testing.T) {
	err := fmt.Errorf("file: %w", Errorf("flag %s: %w", "--to", io.EOF))
	if got := err.Error(); got != "file: flag --to: EOF" {
		t.Errorf("text %q", got)
	}
	if !errors.As(err, new(Error)) || errors.Is(err, io.EOF) {
		t.Error("is no Error, or shows what it was made of")
	}
}
