package entity

import "strings"

// commands are verbs with which a sentence asks something of the reader. With
// the capital of a sentence's first word they look like part of a name.
var commands = map[string]bool{
	"read": true, "see": true, "watch": true, "ask": true, "check": true, "tell": true, "thank": true,
	"google": true, "meet": true, "blame": true,
	"follow": true, "quote": true, "consult": true, "remember": true, "ignore": true, "visit": true,
	"trust": true, "believe": true, "like": true,
}

// trimCommands takes such a verb off the front of a name ("Read Mira Holt's
// account" is about Mira Holt).
func (f *finder) trimCommands(entities []Entity) {
	var renamed map[string]string // later mentions by the family name follow
	k := 0
	for i := range entities {
		e := &entities[i]
		for k < len(f.sentences) && f.sentences[k].End <= e.Start {
			k++
		}
		if k == len(f.sentences) || f.sentences[k].Start != e.Start || e.Type != Person && e.Type != Other {
			continue
		}
		words := f.tokens[f.sentences[k].First:f.sentences[k].Last]
		if len(words) > 1 && commands[words[0].Lower] && words[1].End <= e.End {
			name := strings.TrimPrefix(e.Name, words[0].Text+" ")
			if renamed == nil {
				renamed = map[string]string{}
			}
			renamed[e.Name] = name
			e.Start = words[1].Start
		}
	}
	for i := range entities {
		if name, ok := renamed[entities[i].Name]; ok {
			entities[i].Name = name
		}
	}
}
