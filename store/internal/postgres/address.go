package postgres

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// DefaultSchema is the schema of addresses that name none.
const DefaultSchema = "gainsay"

// Address is where a database is.
type Address struct {
	Schema string
	config *pgx.ConnConfig
	text   string
}

// Is reports whether a database is named by an address of PostgreSQL.
func Is(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// Parse reads postgres://user@host:port/database?schema=name. What is missing
// comes from the environment, as for psql: PGHOST, PGUSER, PGDATABASE and
// others, and the password from PGPASSWORD or ~/.pgpass. Errors do not contain
// the password.
func Parse(address string) (*Address, error) {
	u, err := url.Parse(address)
	if err != nil { // its text has the address
		return nil, errors.New("the address is no URL (special characters in a password must be percent-encoded)")
	}
	a := &Address{Schema: DefaultSchema, text: Redact(address)}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("the part of the address after ? has a bad escape, or a semicolon")
	}
	if query.Has("schema") {
		a.Schema = query.Get("schema")
		query.Del("schema")
		u.RawQuery = query.Encode()
	}
	if !schemaName.MatchString(a.Schema) {
		return nil, fmt.Errorf("schema %q: only lower-case letters, digits and _", Redact(a.Schema))
	}
	if a.config, err = pgx.ParseConfig(u.String()); err != nil {
		return nil, errors.New(Redact(err.Error()))
	}
	if a.config.Database == "" {
		a.config.Database = a.config.User
	}
	return a, nil
}

// String is the address without its password.
func (a *Address) String() string { return a.text }

var (
	addresses = regexp.MustCompile(`postgres(?:ql)?://[^\s"'` + "`" + `]*`)
	parameter = regexp.MustCompile(`(?i)([?&\s](?:ssl)?password=)[^&\s]*`)
)

// Redact takes the passwords out of an address or a text with addresses. A
// password may have characters that should have been escaped: where an address
// could be read in two ways, more is taken out than the password.
func Redact(text string) string {
	if Is(text) && strings.Count(text, "://") == 1 { // a password may have spaces
		text = redactAddress(text)
	} else {
		text = addresses.ReplaceAllStringFunc(text, redactAddress)
	}
	return parameter.ReplaceAllString(text, "${1}xxxxx")
}

// redactAddress takes out what is between the user and the last @ that may end a
// password.
func redactAddress(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	user, secret, ok := strings.Cut(rest, ":")
	if !ok || strings.ContainsAny(user, "/?#@[") { // the colon is not that before a password
		return address
	}
	if u, err := url.Parse(address); err == nil && u.User != nil && !strings.Contains(u.Path+u.Fragment, "@") {
		_, secret, _ = strings.Cut(secret, "@")
		return scheme + "://" + user + "@" + secret
	}
	if at := strings.LastIndexByte(secret, '@'); at >= 0 {
		return scheme + "://" + user + secret[at:]
	}
	return address
}
