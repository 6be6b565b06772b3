package pgtest

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// interrupt makes the server end without waiting for clients.
const interrupt = syscall.SIGQUIT

// other is the user that the server runs as where the tests run as root, which
// PostgreSQL refuses.
func other() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32)
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

// attributes make a process run as the other user and end with this one.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: other(), Pdeathsig: syscall.SIGQUIT}
}

// give makes a folder the other user's.
func give(dir string) error {
	if c := other(); c != nil {
		return os.Chown(dir, int(c.Uid), int(c.Gid))
	}
	return nil
}
