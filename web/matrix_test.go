package web

import (
	"slices"
	"testing"
)

func TestGrouped(t *testing.T) {
	counts := map[[2]string]int{{"ada", "ben"}: 3, {"cid", "dan"}: 2, {"dan", "cid"}: 2, {"eve", "ada"}: 1}
	got := grouped([]string{"ada", "cid", "ben", "dan", "eve"}, counts)
	if want := []string{"ada", "ben", "eve", "cid", "dan"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
