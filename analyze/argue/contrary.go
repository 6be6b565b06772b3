package argue

// contrary says why two claims cannot both hold, or "": they speak of the
// same, and one negates where the other does not, or says the opposite, or
// gives another figure.
func (b *builder) contrary(c, o *claim) string {
	shared := c.terms.CountCommon(o.terms)
	if shared == 0 {
		return ""
	}
	if pair := c.terms.Opposite(o.terms); pair != "" {
		return "says the opposite of the same: " + pair
	}
	smaller := min(len(c.terms.Words), len(o.terms.Words))
	if c.terms.Negated != o.terms.Negated && shared >= 2 && shared*2 >= smaller {
		return "one of the two negates what both speak of"
	}
	if shared >= 2 && shared*2 >= smaller && c.terms.Negated == o.terms.Negated {
		if pair := b.otherFigure(c, o); pair != "" {
			return "gives another figure for the same: " + pair
		}
	}
	return ""
}

// otherFigure is a pair of figures in which two claims differ, or "".
func (b *builder) otherFigure(c, o *claim) string {
	return b.p.Docs[c.comment].OtherFigure(c.Span, b.p.Docs[o.comment], o.Span)
}
