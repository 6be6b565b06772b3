package slurm

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"
)

// cluster is a Slurm of one controller and two nodes of two processors each, all
// on this machine, with its files in a folder of its own.
type cluster struct{ dir string }

// daemons are the programs that a cluster is made of.
var daemons = []string{"slurmctld", "slurmd", "sbatch", "scontrol", "scancel", "sinfo"}

// startCluster starts a cluster that ends with the test. Without Slurm the test is
// skipped; in CI (environment CI) it fails.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	for _, name := range daemons {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip("SLURM NOT TESTED: ", err, " (Debian: apt-get install slurm-wlm)")
		}
	}
	c := &cluster{t.TempDir()}
	c.configure(t)
	c.daemon(t, "slurmctld", "-D")
	for _, node := range []string{"n1", "n2"} {
		c.daemon(t, "slurmd", "-D", "-N", node)
	}
	c.until(t, "two idle nodes", func() bool { return strings.TrimSpace(c.try("sinfo", "-h", "-t", "idle", "-o", "%D")) == "2" })
	return c
}

var configuration = template.Must(template.New("slurm.conf").Parse(`ClusterName=test
SlurmctldHost={{.Host}}(127.0.0.1)
SlurmctldPort={{index .Ports 0}}
SlurmUser={{.User}}
SlurmdUser={{.User}}
AuthType=auth/none
CredType=cred/none
StateSaveLocation={{.Dir}}/state
SlurmdSpoolDir={{.Dir}}/%n
SlurmctldPidFile={{.Dir}}/slurmctld.pid
SlurmdPidFile={{.Dir}}/%n.pid
SlurmctldLogFile={{.Dir}}/slurmctld.log
SlurmdLogFile={{.Dir}}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname={{.Host}} NodeAddr=127.0.0.1 Port={{index .Ports 1}} CPUs=2 RealMemory=4000
NodeName=n2 NodeHostname={{.Host}} NodeAddr=127.0.0.1 Port={{index .Ports 2}} CPUs=2 RealMemory=4000
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`))

func (c *cluster) configure(t *testing.T) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"state", "n1", "n2"} {
		if err := os.Mkdir(filepath.Join(c.dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var text bytes.Buffer
	err = configuration.Execute(&text, map[string]any{"Host": host, "User": me.Username, "Dir": c.dir, "Ports": freePorts(t, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.file(), text.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (c *cluster) file() string { return filepath.Join(c.dir, "slurm.conf") }

// freePorts returns ports that nothing uses. Slurm cannot choose its own.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func (c *cluster) environment(extra ...string) []string {
	return append(append(os.Environ(), "SLURM_CONF="+c.file()), extra...)
}

// daemon starts a program in the foreground and stops it when the test ends.
func (c *cluster) daemon(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = c.environment()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s %s:\n%s", name, strings.Join(args, " "), out.String())
		}
	})
}

// run runs a command of Slurm and returns what it prints.
func (c *cluster) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = c.environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// try is run for a command that may fail while the cluster starts.
func (c *cluster) try(name string, args ...string) string {
	cmd := exec.Command(name, args...)
	cmd.Env = c.environment()
	out, _ := cmd.Output()
	return string(out)
}

// until waits for a condition that no program reports.
func (c *cluster) until(t *testing.T, what string, met func() bool) {
	t.Helper()
	deadline := time.After(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !met() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("no ", what, " within two minutes\n", c.try("sinfo"), c.try("squeue", "-a"))
		}
	}
}

// state returns the state of one task of an array job, such as RUNNING.
func (c *cluster) state(job string, task int) string {
	for field := range strings.FieldsSeq(c.try("scontrol", "show", "job", fmt.Sprintf("%s_%d", job, task))) {
		if s, ok := strings.CutPrefix(field, "JobState="); ok {
			return s
		}
	}
	return ""
}

// node returns the node on which a task of an array job runs.
func (c *cluster) node(job string, task int) string {
	for field := range strings.FieldsSeq(c.try("scontrol", "show", "job", fmt.Sprintf("%s_%d", job, task))) {
		if s, ok := strings.CutPrefix(field, "NodeList="); ok {
			return s
		}
	}
	return ""
}
