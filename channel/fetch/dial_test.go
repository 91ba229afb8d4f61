package fetch

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"code.dny.dev/ssrf"

	"github.com/contactkit/contactkit/channel"
)

// hostile are addresses of hosts that no stranger may make us reach.
var hostile = []string{
	"127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.5", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.1.1",
	"169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
	"224.0.0.1", "240.0.0.1", "255.255.255.255",
	"::1", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
	"64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::7f00:1", "2001:db8::1", "fec0::1", "100::1", "3fff::1",
}

func TestGuardRefusesHostileAddresses(t *testing.T) {
	refuse := guard()
	for _, ip := range hostile {
		network := "tcp4"
		if strings.Contains(ip, ":") {
			network = "tcp6"
		}
		for _, port := range []string{"80", "443", "6379"} {
			if err := refuse(network, net.JoinHostPort(ip, port), nil); !errors.Is(err, ssrf.ErrProhibitedIP) {
				t.Errorf("%s port %s: %v, want %v", ip, port, err, ssrf.ErrProhibitedIP)
			}
		}
	}
	for network, address := range map[string]string{"tcp4": "149.154.167.220:443", "tcp6": "[2001:67c:4e8:f004::9]:8443"} {
		if err := refuse(network, address, nil); err != nil {
			t.Errorf("%s, which is public: %v", address, err)
		}
	}
	if err := refuse("udp4", "149.154.167.220:53", nil); err == nil {
		t.Error("not TCP, and let through")
	}
}

// No spelling of a loopback address, and no name that resolves to one, is reached.
func TestDialerReachesNoPrivateAddressBySpelling(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	arrived := make(chan string, 100)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				close(arrived)
				return
			}
			arrived <- conn.RemoteAddr().String()
			conn.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	dial := Dialer()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, host := range []string{
		"127.0.0.1", "localhost", "0x7f.1", "0x7f000001", "2130706433", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0", "::ffff:7f00:1", "⑫⑦.0.0.1", "127.0.0.1.",
	} {
		conn, err := dial(ctx, "tcp", net.JoinHostPort(host, port))
		if err == nil {
			conn.Close()
			t.Errorf("%q was reached", host)
		}
	}
	l.Close()
	for from := range arrived {
		t.Errorf("a connection arrived from %s", from)
	}
}

// A client that was given nothing refuses them too, as content and not as an outage: a repeat would
// not help.
func TestClientRefusesHostileAddresses(t *testing.T) {
	client := Client(Options{Plain: true})
	for _, address := range []string{
		"http://127.0.0.1:9/x", "http://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "http://127.0.0.1:22/",
	} {
		_, err := Get{Client: client, Platform: "toy", Op: "open media"}.Open(t.Context(), address)
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("Open(%s): %v, want ErrRejected", address, err)
		}
	}
}
