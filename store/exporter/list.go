package exporter

import "github.com/gainsay/gainsay"

// The functions below append lists to b as jsonl writes them. encoding/json
// reads them into the types they came from.

// AppendAnnotations appends annotations. A score that is no number is an error.
func AppendAnnotations(b []byte, all []gainsay.Annotation) ([]byte, error) {
	o := &objectWriter{b: b}
	array(o, all, o.annotation)
	return o.b, o.err
}

// AppendEvidence appends pieces of evidence. There is never an error.
func AppendEvidence(b []byte, all []gainsay.Evidence) ([]byte, error) {
	o := &objectWriter{b: b}
	array(o, all, o.evidence)
	return o.b, o.err
}

// AppendSteps appends the steps of a chain. There is never an error.
func AppendSteps(b []byte, all []gainsay.Step) ([]byte, error) {
	o := &objectWriter{b: b}
	array(o, all, o.step)
	return o.b, o.err
}
