package postgrestest

import (
	"fmt"
	"net"
	"path/filepath"
	"sync"
)

// A Link is a way to the server over TCP that a test can cut, as a network is cut between a node
// and its database. Its methods may be called concurrently.
type Link struct {
	server   *Server
	listener net.Listener
	working  sync.WaitGroup

	mu     sync.Mutex
	open   chan struct{} // closed while bytes pass
	conns  map[net.Conn]bool
	closed bool
}

// Link opens a way to the server on the loopback interface. Close it before the server stops.
func (s *Server) Link() (*Link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Link{server: s, listener: listener, open: make(chan struct{}), conns: make(map[net.Conn]bool)}
	close(l.open)
	l.working.Go(l.accept)
	return l, nil
}

// DSN returns the address of a database by this way.
func (l *Link) DSN(database string) string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=postgres dbname=%s sslmode=disable", l.listener.Addr().(*net.TCPAddr).Port, database)
}

// Cut stops all bytes in both directions. Connections stay open and hang, and new ones do, as if a
// network dropped every packet.
func (l *Link) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.open:
		l.open = make(chan struct{})
	default: // it is cut
	}
}

// Mend ends Cut. Bytes that were on their way arrive now, as those of a late packet do.
func (l *Link) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.open:
	default:
		close(l.open)
	}
}

// Close closes the way and all connections that use it.
func (l *Link) Close() error {
	err := l.listener.Close()
	l.mu.Lock()
	l.closed = true
	for c := range l.conns {
		_ = c.Close() // it may be closed
	}
	l.mu.Unlock()
	l.Mend()
	l.working.Wait()
	return err
}

func (l *Link) accept() {
	for {
		node, err := l.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", filepath.Join(l.server.dir, ".s.PGSQL.5432"))
		if err != nil {
			_ = node.Close() // the server is down
			continue
		}
		if !l.keep(node, server) {
			return
		}
		l.working.Go(func() { l.pass(server, node) })
		l.working.Go(func() { l.pass(node, server) })
	}
}

// keep remembers connections for Close. It reports false if the way is closed already.
func (l *Link) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.conns[c] = true
		if l.closed {
			_ = c.Close()
		}
	}
	return !l.closed
}

// pass passes bytes on until one end closes, and then closes both.
func (l *Link) pass(to, from net.Conn) {
	defer func() {
		_, _ = to.Close(), from.Close() // they may be closed
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.conns, to)
		delete(l.conns, from)
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.mu.Lock()
		open := l.open
		l.mu.Unlock()
		<-open
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
