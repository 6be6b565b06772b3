package stream

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// defaultPort is that of brokers whose address has none.
const defaultPort = "9092"

// ParseAddress reads kafka://HOST[:PORT][,HOST[:PORT]]/TOPIC. Its errors do not
// repeat the address, which may have a password in it.
func ParseAddress(s string) (brokers []string, topic string, err error) {
	rest, ok := strings.CutPrefix(s, "kafka://")
	if !ok {
		return nil, "", errors.New("the address must be kafka://HOST[:PORT][,HOST[:PORT]]/TOPIC")
	}
	if strings.Contains(rest, "@") {
		return nil, "", errors.New("a user or password must not be in the address, where other users of the machine see it; " +
			"use GAINSAY_KAFKA_USER and GAINSAY_KAFKA_PASSWORD")
	}
	hosts, topic, _ := strings.Cut(rest, "/")
	if err := CheckTopic(topic); err != nil {
		return nil, "", err
	}
	for host := range strings.SplitSeq(hosts, ",") {
		broker, err := brokerAddress(host)
		if err != nil {
			return nil, "", err
		}
		brokers = append(brokers, broker)
	}
	return brokers, topic, nil
}

func brokerAddress(s string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = strings.Trim(s, "[]"), defaultPort
		if strings.Contains(host, ":") && net.ParseIP(host) == nil {
			return "", fmt.Errorf("broker %q: must be HOST or HOST:PORT", s)
		}
	}
	n, err := strconv.Atoi(port)
	if host == "" || strings.ContainsAny(host, " ?#%\\") || err != nil || n < 1 || n > 65535 {
		return "", fmt.Errorf("broker %q: must be HOST or HOST:PORT", s)
	}
	return net.JoinHostPort(host, port), nil
}

// CheckTopic returns an error for what cannot be the name of a topic.
func CheckTopic(s string) error {
	ok := s != "" && len(s) <= 249 && s != "." && s != ".."
	for _, r := range s {
		ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}
	if !ok {
		return fmt.Errorf("topic %q: must be 1 to 249 letters, digits, dots, hyphens and underscores", s)
	}
	return nil
}
