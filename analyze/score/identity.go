package score

import _ "embed"

// identityTerms names groups that people belong to by birth, belief, love or
// health, in neutral words. All of them are one word to the models, and their
// letters are hidden, so that no group has a weight of its own: in labelled
// comments they occur beside insults far more often than elsewhere (Dixon et
// al. 2018).
//
//go:embed identity.txt
var identityTerms string
