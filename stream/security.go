package stream

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// Security says how to connect to brokers.
type Security struct {
	TLS       bool   // with the certificate authorities of the system
	CA        string // file of certificate authorities instead of those of the system
	Cert, Key string // files of the client's own certificate
	SASL      string // mechanism; "" for none

	User, Password string // for SASL
}

// Mechanisms lists the values of Security.SASL.
func Mechanisms() []string { return []string{"plain", "scram-sha-256", "scram-sha-512"} }

// options returns the options of a client.
func (s Security) options() (opts []kgo.Opt, err error) {
	if s.TLS {
		config, err := s.tls()
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.DialTLSConfig(config))
	}
	var m sasl.Mechanism
	switch s.SASL {
	case "":
		return opts, nil
	case "plain":
		m = plain.Auth{User: s.User, Pass: s.Password}.AsMechanism()
	case "scram-sha-256":
		m = scram.Auth{User: s.User, Pass: s.Password}.AsSha256Mechanism()
	case "scram-sha-512":
		m = scram.Auth{User: s.User, Pass: s.Password}.AsSha512Mechanism()
	default:
		return nil, fmt.Errorf("SASL mechanism %q: must be one of %v", s.SASL, Mechanisms())
	}
	return append(opts, kgo.SASL(m)), nil
}

func (s Security) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.CA != "" {
		pem, err := os.ReadFile(s.CA)
		if err != nil {
			return nil, fmt.Errorf("read certificate authorities: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read certificate authorities: %s has no certificate in PEM", s.CA)
		}
	}
	if s.Cert != "" {
		own, err := tls.LoadX509KeyPair(s.Cert, s.Key)
		if err != nil {
			return nil, errors.Join(errors.New("read the client's certificate"), err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}
