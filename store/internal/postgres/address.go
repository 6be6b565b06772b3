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
		return nil, fmt.Errorf("schema %q: only lower-case letters, digits and _", a.Schema)
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

var passwords = []*regexp.Regexp{
	regexp.MustCompile(`(postgres(?:ql)?://[^\s/?#:@]*):[^\s/?#]*@`),
	regexp.MustCompile(`([?&\s](?:ssl)?password=)[^&\s]*`),
}

// Redact takes the passwords out of an address or a text with addresses.
func Redact(text string) string {
	text = passwords[0].ReplaceAllString(text, "$1@")
	return passwords[1].ReplaceAllString(text, "${1}xxxxx")
}
