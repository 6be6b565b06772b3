package main

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
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

// TestEncoderMode: --encoder decides whether the encoder is used, without it the
// environment.
func TestEncoderMode(t *testing.T) {
	const thread = `{"id":"tram","comments":[{"id":"1","text":"The tram costs 30 million euros a year."}]}`
	analyze := func(args ...string) (int, string) {
		var out, errs strings.Builder
		code := run(append([]string{"analyze", "-o", "jsonl"}, args...), strings.NewReader(thread), &out, &errs)
		return code, out.String() + errs.String()
	}
	for _, c := range []struct {
		environment string
		args        []string
		want        bool
	}{
		{"on", []string{"-"}, true}, {"off", []string{"-"}, false},
		{"off", []string{"--encoder", "on", "-"}, true}, {"on", []string{"--encoder", "off", "-"}, false},
	} {
		t.Setenv("GAINSAY_ENCODER", c.environment)
		code, out := analyze(c.args...)
		if named := strings.Contains(out, `"encoder":"`+encode.Digest()); code != exitOK || named != c.want {
			t.Errorf("GAINSAY_ENCODER=%s %v: exit code %d, %.300s", c.environment, c.args, code, out)
		}
	}
	t.Setenv("GAINSAY_ENCODER", "perhaps")
	if code, out := analyze("-"); code != exitUsage || !strings.Contains(out, "must be auto, on or off") {
		t.Errorf("wrong mode: exit code %d, %s", code, out)
	}
}

// TestUnread counts the tokens beyond the encoder's window in the sentences of a mark.
func TestUnread(t *testing.T) {
	const short = "The tram costs 30 million euros. "
	long := "It is " + strings.Repeat("very ", 200) + "slow."
	for _, c := range []struct {
		span gainsay.Span
		over bool
	}{{gainsay.Span{Start: 4, End: 8}, false}, {gainsay.Span{Start: len(short), End: len(short) + 20}, true}} {
		n, err := unread(short+long, c.span)
		if err != nil || n > 50 != c.over || n > 0 != c.over {
			t.Errorf("%v: %d tokens, %v", c.span, n, err)
		}
	}
}
