package view

import "testing"

func TestRate(t *testing.T) {
	if _, ok := Rate(1, MinRate-1); ok {
		t.Error("a rate of too few")
	}
	if share, ok := Rate(1, MinRate); !ok || share != 1./MinRate {
		t.Errorf("rate %v, %v", share, ok)
	}
}
