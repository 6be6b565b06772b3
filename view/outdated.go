package view

// Outdated is a thread that was analysed with other rules.
type Outdated struct {
	Key     string
	Encoded bool // with the sentence encoder
}
