package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// process is a node in its own process.
type process struct {
	name, address string
	cmd           *exec.Cmd
	in            io.Closer
}

func startNode(stderr io.Writer, name, dsn, internet string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-node", name, "-dsn", dsn, "-internet", internet)
	cmd.Env, cmd.Stderr = append(os.Environ(), nodeEnv+"=1"), stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s does not start: %w", name, err), cmd.Process.Kill(), cmd.Wait())
	}
	return &process{name, "http://" + strings.TrimSpace(line), cmd, in}, nil
}

// nodeEnv makes the binary of a test a node.
const nodeEnv = "CLUSTER_NODE"
