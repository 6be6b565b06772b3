package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inNamespace is set in the process that runs in namespaces of its own.
const inNamespace = "GAINSAY_TEST_NAMESPACE"

// runInNamespaces runs the test that calls it once more, in a process with a mount
// and a network namespace of its own and inNamespace set. It skips the test, or
// fails it in CI, where a program is absent.
func runInNamespaces(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range append([]string{"unshare", "ip", "mount"}, programs...) {
		if _, err := exec.LookPath(p); err != nil {
			absent(t, p, err)
		}
	}
	if out, err := exec.Command("unshare", "-rmnpf", "--kill-child", "true").CombinedOutput(); err != nil {
		t.Skipf("%s NOT RUN: no namespaces here: %v: %s", t.Name(), err, out)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "-rmnpf", "--kill-child", self, "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// bindHosts lets names lead to this machine, in this mount namespace alone.
func bindHosts(t *testing.T, dir string, hosts []string) {
	t.Helper()
	file := filepath.Join(dir, "hosts")
	if err := os.WriteFile(file, []byte("127.0.0.1 localhost "+strings.Join(hosts, " ")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"mount", "--bind", file, "/etc/hosts"}, {"ip", "link", "set", "lo", "up"}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
}

// proxy passes on requests to base from ports 80 and 443 of the network namespace,
// as a proxy in front of the server does. It returns the file of its authority.
func proxy(t *testing.T, dir, base string, hosts []string) (ca string) {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded()
		r.Out.Host = r.In.Host
	}}
	cert, ca := certificate(t, dir, hosts)
	for port, conf := range map[string]*tls.Config{"80": nil, "443": {Certificates: []tls.Certificate{cert}}} {
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err != nil {
			t.Fatal(err)
		}
		if conf != nil {
			l = tls.NewListener(l, conf)
		}
		srv := &http.Server{Handler: forward}
		go func() { _ = srv.Serve(l) }()
		t.Cleanup(func() { _ = srv.Close() })
	}
	return ca
}

// certificate makes a certificate for names and this machine, and the file of the authority that
// signed it: itself.
func certificate(t *testing.T, dir string, hosts []string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: hosts,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}
