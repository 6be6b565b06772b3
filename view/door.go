package view

import "time"

// DoorRecord is what a door in shadow mode would have said about one comment. It
// holds no text.
type DoorRecord struct {
	ID        int64 // rises with each record
	Door      string
	Key       string // name of the owner of the key; "" where none was needed
	Ref       string // by which the answer can be found again; may be ""
	Digest    []byte // of the text
	Attribute string
	Score     float64 // 0 to 1
	Flagged   bool    // it would have held the comment back
	Thread    string  // key of the thread in which it is kept; "" where it is not
	Comment   string
	Time      time.Time
}

// DoorReport is what a moderator says about a comment through a door.
type DoorReport struct {
	ID        int64
	Door      string
	Key       string
	Ref       string
	Digest    []byte
	Attribute string
	Value     float64 // 0 for no, 1 for yes
	Text      string
	Parent    string // text of the comment it answers
	Author    string
	AuthorURL string
	Thread    string // address of the page, or the group that the client names
	Time      time.Time
}

// Yes reports whether the moderator says that the attribute holds.
func (r DoorReport) Yes() bool { return r.Value >= 0.5 }

// DoorRow compares what a door would have said about an attribute with what
// moderators reported or decided.
type DoorRow struct {
	Door, Attribute string
	Records         int // comments
	Flagged         int // of which would have been held back
	// Of the comments about which a moderator said something:
	BothYes, OnlyDoor, OnlyModerator, BothNo int
	First, Last                              time.Time
}

// DoorPair is a record and what moderators said about its comment.
type DoorPair struct {
	DoorRecord
	Said   bool // a moderator said something
	Yes    bool
	By     string // "report" or "decision"
	SaidAt time.Time
}
