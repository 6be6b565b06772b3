package view

// MinRate is the least number of assertions from which a share of them is
// worth showing.
const MinRate = 5

// AuthorFilter picks authors by their assertions.
type AuthorFilter struct {
	AssertionFilter        // Sort plays no part
	Name            string // words that the name must hold, in any case

	// Order is by "asserted" (the default), "author", "threads", "sourced",
	// "unsupported", "rate" (of unsupported), "asked", "answered",
	// "answeredself", "contested" or "conceded": highest first, names from A.
	Order   string
	Reverse bool
}

// AuthorRow counts what became of an author's assertions of fact. The counts
// overlap; each is out of Asserted, but for Answered and AnsweredSelf, which
// are out of Asked. An AssertionFilter finds the assertions behind each.
type AuthorRow struct {
	Cursor       string `json:"-"` // its place in the order of the list
	Author       string
	Threads      int // in which the author asserted something
	Asserted     int
	Sourced      int // by anyone
	Unsupported  int
	Asked        int // someone asked for evidence
	Answered     int // and someone gave some
	AnsweredSelf int // and the author did
	Contested    int
	Conceded     int // the author took it back
}

// Author is an AuthorRow with what the author did about the assertions of
// others. Its Threads are those with a comment of the author. Authors are told
// apart by their names alone: the same name in two threads may be two people.
type Author struct {
	AuthorRow
	Comments        int // under the name, in whatever thread
	AskedOthers     int // assertions of others that the author asked about
	SuppliedOthers  int // that the author gave evidence for
	CounteredOthers int // that the author contradicted
}

// Rate is n as a share of the whole, 0 to 1. ok is false where the whole is
// less than MinRate.
func Rate(n, whole int) (share float64, ok bool) {
	if whole < MinRate {
		return 0, false
	}
	return float64(n) / float64(whole), true
}
