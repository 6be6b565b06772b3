package view

import "time"

// Set is a filter of assertions that was given a name.
type Set struct {
	Name  string
	Query string // as in an address: "status=unsupported&topic=Norway"
	Coder string // who saved it, "" where not known
	Time  time.Time
}
