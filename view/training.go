package view

import (
	"errors"
	"time"
)

// TrainingState is what became of weights that decisions taught.
type TrainingState string

// The states. Of one task at most one training is in use.
const (
	TrainingReady   TrainingState = "ready"   // to be looked at
	TrainingUsed    TrainingState = "used"    // analyses to this database use its weights
	TrainingDropped TrainingState = "dropped" // its weights are gone
	TrainingRefused TrainingState = "refused" // there were too few decisions
)

// TrainingStates lists all states.
func TrainingStates() []TrainingState {
	return []TrainingState{TrainingReady, TrainingUsed, TrainingDropped, TrainingRefused}
}

// Training is a model that was adapted to the decisions of a database.
type Training struct {
	ID      int64            `json:"id"`
	Task    string           `json:"task"`
	State   TrainingState    `json:"state"`
	Note    string           `json:"note,omitempty"` // why it was refused
	Rows    int              `json:"rows"`           // texts that decisions label
	Data    string           `json:"data"`           // "sha256:" and the digest of these rows
	Rules   string           `json:"rules"`          // of the program that trained, with the weights that it started from
	Figures []TrainingFigure `json:"figures"`
	Files   []TrainingFile   `json:"files"`
	Coder   string           `json:"coder,omitempty"` // who started it
	Time    time.Time        `json:"time"`
	Judge   string           `json:"judge,omitempty"` // who put it in use, took it out of use or dropped it last
	Judged  time.Time        `json:"judged,omitzero"`
}

// TrainingFigure compares shipped weights with trained ones on the same texts, each
// judged by weights that were trained without its thread.
type TrainingFigure struct {
	Encoder    bool     `json:"encoder"` // with the sentence encoder
	Name       string   `json:"name"`
	Texts      int      `json:"texts"`
	Before     Estimate `json:"before"`     // shipped weights
	After      Estimate `json:"after"`      // trained
	Difference Estimate `json:"difference"` // After - Before
	P          float64  `json:"p"`          // two-sided, that there is no difference
}

// TrainingKind says whether figures are those of the model with the sentence encoder.
func TrainingKind(encoder bool) string {
	if encoder {
		return "with the sentence encoder"
	}
	return "without the sentence encoder"
}

// Estimate is a measure with its 95 % interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// TrainingFile is a weight file.
type TrainingFile struct {
	Name   string `json:"name"` // with its extension
	Digest string `json:"digest"`
	Bytes  int    `json:"bytes"`
}

// ErrTrainingState is returned where a training cannot be put in use or dropped in
// the state it is in.
var ErrTrainingState = errors.New("the training was refused or dropped, or is in use")
