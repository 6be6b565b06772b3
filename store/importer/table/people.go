package table

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// personLists are words in the names of lists that describe accounts.
var personLists = words(`user users member members participant participants userprofile userprofiles profile profiles author
	authors people account accounts speaker speakers sender senders contact contacts commenters`)

// people are the names of accounts by their ids, of the lists of accounts beside
// comments that give only ids.
type people map[string]string

// note notes the accounts in the lists of an object.
func (p people) note(lists map[string][]json.RawMessage) {
	for path, members := range lists {
		about := nameWords(listName(path))
		named := slices.ContainsFunc(about, func(w string) bool { return slices.Contains(personLists, w) })
		if !named && !slices.Contains(about, "included") {
			continue
		}
		for _, raw := range members {
			o, err := newObject(raw, nil)
			if err != nil || !named && !slices.Contains(personLists, strings.ToLower(o.cells["type"])) {
				continue
			}
			if name := o.personName(); name != "" {
				for _, id := range o.personIDs() {
					p[id] = name
				}
			}
		}
	}
}

// personName returns the preferred name in an object that describes an account.
func (o *object) personName() string {
	for _, want := range nameKeys {
		for _, k := range slices.Sorted(maps.Keys(o.cells)) {
			key := columnKey(k[strings.LastIndexByte(k, '.')+1:])
			if key == want && key != "id" && key != "userid" && strings.TrimSpace(o.cells[k]) != "" {
				return o.cells[k]
			}
		}
	}
	full := ""
	for _, k := range words("first_name last_name firstName lastName") {
		full = strings.TrimSpace(full + " " + o.cells[k])
	}
	return full
}

// personIDs returns the ids in an object that describes an account.
func (o *object) personIDs() []string {
	var out []string
	for k, v := range o.cells {
		key := columnKey(k[strings.LastIndexByte(k, '.')+1:])
		if slices.Contains(words("id userid uid key gaiaid chatid accountid memberid idstr"), key) && v != "" {
			out = append(out, v)
		}
	}
	return out
}
