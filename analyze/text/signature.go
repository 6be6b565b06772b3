package text

// Signature is a fixed-size sketch of a text for finding near-duplicates.
// The zero-length signature means the text is too short to compare.
type Signature []uint32
