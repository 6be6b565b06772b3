package main

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/encode"
)

// TestWhyOff checks that a slow processor is not taken for a large batch.
func TestWhyOff(t *testing.T) {
	for kernel, want := range map[string]string{encode.Portable: "AVX2", "avx2": "5,000 comments"} {
		if got := whyOff(kernel); !strings.Contains(got, want) {
			t.Errorf("with kernel %s: %s, want %s", kernel, got, want)
		}
	}
}
