package importer

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/google/go-cmp/cmp"
)

// FuzzDecodeObject holds what is read quickly against encoding/json.
func FuzzDecodeObject(f *testing.F) {
	for _, s := range []string{
		`{"id":"t","url":"u","title":"a \"b\" \u00e9 \ud83d","article":"\"\\\/\b\f\n\r\t é","comments":[{"id":1,"text":"x"} , {"id":2,"text":null}], "other":{"a":[1,{"b":"}]"}]}}`,
		`{"version":{"gainsay":"1"},"thread":{"id":"t","comments":[]},"annotations":[{"id":"x"}]}`,
		`{"thread":{"thread":{"id":"x","comments":[]}}}`, `{"thread":null,"comments":null}`, `{"thread":{"id":"a"},"thread":{"url":"b"}}`,
		`{"id":"1","parent":"0","parent_by":"source","parent_score":0.5,"author":"ann","time":"2020-01-02T03:04:05Z","text":"so","state":"live","score":-3,
		 "quotes":[{"start":0,"end":1}],"other_parents":["x"],"author_url":"u","time_precision":"day","time_text":"w","links":[{"start":0,"end":1,"url":"u"}]}`,
		`{"ID":"1","Text":"x"}`, `{"t\u0065xt":"x"}`, `{"text":"a","text":"b","ſtate":"x","quotes":[{"start":1}],"quotes":[{"end":2}],"score":1,"score":null}`,
		`{"id":{"a":1}}`, `{"id":[1]}`, `{"text":12.50,"time":1577934245,"score":2.5}`, `{"time":{"a":1},"author":false}`, `{"score":"x","text":"kept"}`,
		`{"quotes":"none"}`, `{"state":7}`, ` {}`, `{}`, `[]`, `null`, `"x"`, "{\"text\":\"\xff\"}", "{ \"id\" :\t\"a\" ,\n\"text\" : \"b\\\\\" }", `{"comments":[1, "a,]", null,[2]]}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) {
			t.Skip("no JSON")
		}
		checkDecode(t, s, &jsonThread{}, &jsonThread{})
		checkDecode(t, s, &jsonComment{}, &jsonComment{})
	})
}

func checkDecode[T any, P interface {
	*T
	quickReader
}](t *testing.T, s string, got, want P) {
	t.Helper()
	gotErr, wantErr := decodeObject([]byte(s), got), json.Unmarshal([]byte(s), want)
	if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
		t.Errorf("%s: error %v, want %v", s, gotErr, wantErr)
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(scalar.Time{})); d != "" {
		t.Errorf("%s:\n%s", s, d)
	}
}

// TestQuick checks that the usual form is read without encoding/json.
func TestQuick(t *testing.T) {
	if err := eachMember([]byte(`{"id":"t","comments":[{"text":"x"}],"more":[1,{"a":"}"}]}`), new(jsonThread).set); err != nil {
		t.Error(err)
	}
	if err := eachMember([]byte(`{"id":7,"text":"so \"it\" goes","time":"2020-01-02","score":null}`), new(jsonComment).set); err != nil {
		t.Error(err)
	}
}
