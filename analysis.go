package gainsay

// Version says what made an analysis.
type Version struct {
	Gainsay string `json:"gainsay"`
	Rules   string `json:"rules"`   // "sha256:…" over rules, lexicons and weights
	Encoder string `json:"encoder"` // digest of the sentence encoder's weights; "" if it was off
	// Thresholds are those by which marks were left out, as Thresholds.String
	// writes them; "" if all were kept.
	Thresholds string `json:"thresholds,omitempty"`
}

// Analysis is everything found in one thread: one object of the JSON
// contract. Its slices are never nil and are in a fixed order.
type Analysis struct {
	Version     Version      `json:"version"`
	Thread      *Thread      `json:"thread"`
	Annotations []Annotation `json:"annotations"` // by comment in thread order, then CompareAnnotations
	Assertions  []Assertion  `json:"assertions"`  // in the order of their annotations
	Relations   []Relation   `json:"relations"`
	Report      Report       `json:"report"`
}

// Report says what an import read and what it could not.
type Report struct {
	Read            int       `json:"read"`             // comment records seen in the source
	Kept            int       `json:"kept"`             // comments in the thread
	Announced       *int      `json:"announced"`        // comments the source claims to have; nil if unstated
	Stubs           int       `json:"stubs"`            // comments hidden by "load more" stubs
	InferredParents int       `json:"inferred_parents"` // recovered by Gainsay
	MissingParents  int       `json:"missing_parents"`  // absent from the source; each has a placeholder
	Duplicates      int       `json:"duplicates"`       // records of a comment already read
	Undated         int       `json:"undated"`          // comments kept without a time; no placeholders
	Skipped         int       `json:"skipped"`          // records that could not be read
	Failed          int       `json:"failed"`           // kept but not analysed; each has a problem
	Problems        []Problem `json:"problems"`
}

// Problem is one thing the importer has to say about its source.
type Problem struct {
	File    string `json:"file,omitempty"` // of a source of several files; "" where there is but one
	Line    int    `json:"line"`           // 1-based; 0 where the problem has no line
	Message string `json:"message"`
}
