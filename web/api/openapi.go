package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/web"
)

var _ = add(&route{method: http.MethodGet, path: "/openapi.json", open: true, name: "getDocument",
	doc: "Returns this document.", answer: map[string]any{}, handle: (*API).document})

// document answers with the OpenAPI document.
func (a *API) document(c *call) error { return c.send(json.RawMessage(openAPI())) }

// object is a JSON object.
type object = map[string]any

// openAPI makes the document of all routes, in OpenAPI 3.1.
var openAPI = sync.OnceValue(func() []byte {
	s := schemas{made: object{}}
	paths := object{}
	for _, r := range routes {
		at, ok := paths[r.path].(object)
		if !ok {
			at = object{}
			paths[r.path] = at
		}
		at[strings.ToLower(r.method)] = r.operation(&s)
	}
	s.of(web.Problem{})
	b, err := json.Marshal(object{
		"openapi": "3.1.0",
		"info": object{"title": "Gainsay", "version": "1", "description": "Threads of comments with the marks, assertions and relations found in them.",
			"license": object{"name": "see LICENSE", "identifier": "Apache-2.0"}},
		"servers":  []object{{"url": Prefix}},
		"security": []object{{"key": []string{}}},
		"paths":    paths,
		"components": object{
			"schemas": s.made,
			"securitySchemes": object{"key": object{"type": "http", "scheme": "bearer",
				"description": "A key that 'gainsay key add' printed. As long as a server on this machine has neither keys nor users, none is needed."}},
			"responses": problems(),
			"headers":   headers(),
		},
	})
	if err != nil {
		panic(err) // of maps, strings and numbers
	}
	return b
})

// statuses are those of problems, with what they mean here.
var statuses = map[int]string{
	400: "A parameter or the body cannot be read.",
	401: "The key is missing or not valid.",
	403: "The key may not do this, or a page of another site made the request.",
	404: "There is no such thing.",
	409: "Another comment has the id.",
	413: "The body is too large.",
	415: "The body is of another kind.",
	422: "The body can be read, but not accepted.",
	429: "Too many requests; Retry-After says when to try again.",
	500: "Something went wrong on the server.",
	503: "It took too long.",
}

// everywhere are the statuses of problems that every route may answer with.
var everywhere = []int{400, 401, 403, 429, 500, 503}

func problems() object {
	out := object{}
	for status, doc := range statuses {
		p := object{"description": doc, "content": object{"application/problem+json": object{"schema": ref("Problem")}}}
		if status == http.StatusTooManyRequests {
			p["headers"] = object{"Retry-After": object{"$ref": "#/components/headers/Retry-After"}}
		}
		out[strconv.Itoa(status)] = p
	}
	return out
}

func headers() object {
	number := object{"type": "integer", "minimum": 0}
	return object{
		"ETag":                object{"description": "Identifies the answer, for If-None-Match.", "schema": object{"type": "string"}},
		"Link":                object{"description": "The address of what follows, with rel=next.", "schema": object{"type": "string"}},
		"Location":            object{"description": "Where the new thing is.", "schema": object{"type": "string"}},
		"Retry-After":         object{"description": "Seconds to wait.", "schema": number},
		"RateLimit-Limit":     object{"description": "Requests that the key may make at once.", "schema": number},
		"RateLimit-Remaining": object{"description": "How many of them are left.", "schema": number},
		"RateLimit-Reset":     object{"description": "Seconds until all are left again.", "schema": number},
	}
}

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

// operation describes a route.
func (r *route) operation(s *schemas) object {
	out := object{"operationId": r.name, "summary": r.doc, "responses": r.responses(s)}
	if ps := r.parameters(); len(ps) > 0 {
		out["parameters"] = ps
	}
	switch {
	case r.open:
		out["security"] = []object{}
	default:
		out["description"] = "Needs a key with the scope " + string(r.scope) + "."
		if r.scope == account.Read {
			out["description"] = "Any key will do."
		}
	}
	if len(r.body) > 0 {
		content := object{}
		for _, c := range r.body {
			content[c.kind] = object{}
			if c.typ != nil {
				content[c.kind] = object{"schema": s.of(c.typ)}
			}
		}
		out["requestBody"] = object{"required": true, "content": content}
	}
	return out
}

func (r *route) parameters() (out []object) {
	for _, p := range r.params {
		schema := object{"type": "string"}
		if p.number {
			schema["type"] = "integer"
		}
		if p.values != nil {
			schema["enum"] = p.values
		}
		o := object{"name": p.name, "in": "query", "description": p.doc, "required": p.needed, "schema": schema}
		if r.inPath(p) {
			o["in"], o["required"] = "path", true
		}
		if p.many {
			o["schema"] = object{"type": "array", "items": schema}
		}
		out = append(out, o)
	}
	return out
}

func (r *route) responses(s *schemas) object {
	good := object{"description": "Done."}
	set := object{}
	headerNames := []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
	if r.method == http.MethodGet {
		headerNames = append(headerNames, "ETag")
	}
	if r.answer != nil {
		schema := s.of(r.answer)
		content := object{"application/json": object{"schema": schema}}
		if r.list {
			content["application/json"] = object{"schema": object{"type": "object", "required": []string{"items"}, "properties": object{
				"items": object{"type": "array", "items": schema},
				"total": object{"type": "integer", "description": "Items of the whole list, where they are counted."},
				"next":  object{"type": "string", "description": "Address of what follows; absent at the end."}}}}
			content[ndjson] = object{"schema": schema}
			headerNames = append(headerNames, "Link")
		}
		good["content"] = content
	}
	if r.status == http.StatusCreated {
		headerNames = append(headerNames, "Location")
	}
	for _, h := range headerNames {
		set[h] = object{"$ref": "#/components/headers/" + h}
	}
	good["headers"] = set
	out := object{strconv.Itoa(max(r.status, http.StatusOK)): good}
	if r.known {
		out["200"] = good
	}
	if r.async {
		out["202"] = object{"description": "The job that does it.", "headers": set,
			"content": object{"application/json": object{"schema": s.of(Job{})}}}
	}
	if r.method == http.MethodGet {
		out["304"] = object{"description": "The caller has it already."}
	}
	for _, status := range slices.Concat(everywhere, r.fails) {
		out[strconv.Itoa(status)] = object{"$ref": "#/components/responses/" + strconv.Itoa(status)}
	}
	return out
}
