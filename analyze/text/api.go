package text

// Sign sketches a text for finding near-duplicates.
func Sign(d *Doc) Signature { return signTokens(d.Tokens) }

// SignText is Sign(Parse(s)) without the parts of Parse that a sketch does
// not need.
func SignText(s string) Signature { return signText(s) }
