package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

var _ = register("/keys", (*Server).keys)

// keyGroup is the keys of a kind of page. Scripts find it by For.
type keyGroup struct {
	For, Title string
	Keys       []keyHelp
}

// keyHelp says what one or several keys do.
type keyHelp struct {
	Keys []string
	Does string
}

// everywhere are keys of every page.
var everywhere = []keyHelp{
	{[]string{"/"}, "search the comments"},
	{[]string{"f"}, "go to the filters"},
	{[]string{"+"}, "add a thread"},
	{[]string{"?"}, "all keys of the page"},
	{[]string{"Esc"}, "close"},
}

// threadKeys are the keys of the page of a thread.
var threadKeys = []keyHelp{
	{[]string{"j", "k"}, "next, previous undecided mark"},
	{[]string{"J", "K"}, "next, previous mark of any kind"},
	{[]string{"a", "r"}, "right, wrong; then the next undecided mark"},
	{[]string{"e"}, "change tag, status or words"},
	{[]string{"n"}, "note"},
	{[]string{"u"}, "undo your last decision"},
	{[]string{".", ","}, "next, previous place of the chain of reasons"},
	{[]string{"l"}, "whole entry of the assertion"},
	{[]string{"c"}, "the comment answered"},
	{[]string{"1", "2", "3", "4"}, "with words selected: add a mark"},
	{[]string{"[", "]"}, "while changing: start of the words"},
	{[]string{"{", "}"}, "while changing: end of the words"},
}

// keyGroups are all keys. A key that means something else on a page is not one of
// everywhere there.
var keyGroups = []keyGroup{
	{"everywhere", "Every page", everywhere},
	{"thread", "A thread", threadKeys},
	{"review", "Review", []keyHelp{
		{[]string{"a", "r"}, "right, wrong"},
		{[]string{"e"}, "change tag, status or words"},
		{[]string{"n"}, "note"},
		{[]string{"u"}, "undo your last decision"},
		{[]string{"j", "k"}, "next, previous undecided mark"},
		{[]string{"J", "K"}, "next, previous mark of any kind"},
		{[]string{"t"}, "the mark in its thread"},
		{[]string{"l"}, "whole entry of the assertion"},
		{[]string{"c"}, "further replies"},
		{[]string{"1", "9"}, "while changing: the tag with that number; letters choose the status"},
		{[]string{"[", "]"}, "while changing: start of the words"},
		{[]string{"{", "}"}, "while changing: end of the words"},
		{[]string{"Enter"}, "while changing: save, and the next mark"},
	}},
	{"claims", "Lists of claims: assertions, a topic, an author", []keyHelp{
		{[]string{"j", "k"}, "next, previous claim"},
		{[]string{"o"}, "open or close who said it again"},
		{[]string{"l"}, "whole entry of the claim"},
		{[]string{"t"}, "the claim in its thread"},
	}},
	{"agreement", "Agreement", []keyHelp{
		{[]string{"j", "k"}, "next, previous disagreement"},
		{[]string{"1", "2"}, "the first, the second coder is right"},
		{[]string{"e"}, "something else is right"},
		{[]string{"0"}, "leave it open"},
		{[]string{"c"}, "the comment in its thread"},
	}},
	{"map", "Argument map", []keyHelp{
		{[]string{"j", "k"}, "next, previous line"},
		{[]string{"+", "-"}, "larger, smaller"},
	}},
}

// keysPage lists all keys and turns them off and on.
type keysPage struct {
	base
	Groups []keyGroup
}

func (s *Server) keys(c echo.Context) error {
	return s.render(c, http.StatusOK, "keys", keysPage{s.base(c, "Keys", ""), keyGroups})
}
