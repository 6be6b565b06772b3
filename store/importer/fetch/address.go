package fetch

import (
	"fmt"
	"net/netip"
	"syscall"
)

// reserved are blocks that are not on the public internet, in addition to those
// that netip recognises.
var reserved = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fec0::/10",
)

func prefixes(all ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(all))
	for i, s := range all {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// PrivateError says that an address is not on the public internet.
type PrivateError struct{ Addr netip.Addr }

// Error names the address and the flag that allows it.
func (e *PrivateError) Error() string {
	return fmt.Sprintf("%s is not an address on the public internet; --allow-private allows it", e.Addr)
}

// PublicOnly, as the Control of a net.Dialer, refuses to connect to an address
// that is not public. It checks the address that a name was resolved to, just
// before dialling, so that neither the name nor an earlier resolution matters.
func PublicOnly(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("read address %s: %w", address, err)
	}
	if !public(ap.Addr()) {
		return &PrivateError{ap.Addr()}
	}
	return nil
}

// public reports whether an address is on the public internet. An IPv6 address
// that embeds an IPv4 address is judged by the latter.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if inner, ok := embedded(a); ok {
		return public(inner)
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixToIV = netip.MustParsePrefix("2002::/16")
)

// embedded returns the IPv4 address that a gateway would derive from an IPv6
// address.
func embedded(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return a, false
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case sixToIV.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return a, false
}
