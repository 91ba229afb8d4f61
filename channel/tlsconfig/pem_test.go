package tlsconfig_test

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func utf16File(s string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		s = "\uFEFF" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// However a file of two certificates was mangled, both are read, or the error says what is wrong.
// None is lost silently.
func TestReadMangled(t *testing.T) {
	ca := newAuthority(t)
	second := ca.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "second"}}, ecKey(t).Public())
	a, b := string(encode("CERTIFICATE", ca.cert.Raw)), string(encode("CERTIFICATE", second.Raw))
	both := a + b
	bodyOfB := strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSuffix(strings.TrimSpace(b), "-----END CERTIFICATE-----"), "-----BEGIN CERTIFICATE-----"), "\n", ""))
	indent := func(s, with string) string { return with + strings.ReplaceAll(s, "\n", "\n"+with) }
	damaged := strings.Replace(b, bodyOfB[40:41], "*", 1)
	tests := []struct {
		name string
		file string
		err  string // a part of it; empty: both are read
	}{
		{"as it should be", both, ""},
		{"a byte-order mark", "\uFEFF" + both, ""},
		{"a byte-order mark between", a + "\uFEFF" + b, ""},
		{"joined without a line end", strings.TrimSpace(a) + b, ""},
		{"on one line, as a form field makes it", strings.ReplaceAll(both, "\n", " "), ""},
		{"on one line without blanks", strings.ReplaceAll(both, "\n", ""), ""},
		{"indented", indent(both, "    "), ""},
		{"indented by tabs", indent(both, "\t"), ""},
		{"CR LF", strings.ReplaceAll(both, "\n", "\r\n"), ""},
		{"CR alone", strings.ReplaceAll(both, "\n", "\r"), ""},
		{"empty lines between", strings.ReplaceAll(both, "\n", "\n\n"), ""},
		{"line ends written as in an environment variable", strings.ReplaceAll(both, "\n", `\n`), ""},
		{"UTF-16 of an editor", string(utf16File(both, binary.LittleEndian, true)), ""},
		{"UTF-16, big-endian", string(utf16File(both, binary.BigEndian, true)), ""},
		{"UTF-16 without a mark", string(utf16File(both, binary.LittleEndian, false)), ""},
		{"words before, as openssl s_client shows", "depth=0 CN = x\n 0 s:CN = x\n-- begin here --\n" + both + "---\nServer certificate", ""},
		{"the older name of a block", a + strings.ReplaceAll(b, "CERTIFICATE", "X509 CERTIFICATE"), ""},
		{"openssl's trusted certificate", a + strings.ReplaceAll(string(encode("CERTIFICATE", append(slices.Clone(second.Raw), 0x30, 0x00))), "CERTIFICATE", "TRUSTED CERTIFICATE"), ""},
		{"base64 without padding", a + strings.ReplaceAll(b, "=", ""), ""},

		{"a blank before the dashes", a + strings.ReplaceAll(b, "CERTIFICATE-", "CERTIFICATE -"), ""},
		{"two blanks", a + strings.ReplaceAll(b, " CERTIFICATE", "  CERTIFICATE"), ""},
		{"a block beside that is none", both + string(encode("ATTRIBUTE CERTIFICATE", []byte{0x30, 0})) + string(encode("NEW CERTIFICATE REQUEST", []byte{0x30, 0})), ""},

		{"the plural", a + strings.ReplaceAll(b, "CERTIFICATE", "CERTIFICATES"), `kind "CERTIFICATES" is not supported`},
		{"a chain in a block", a + strings.ReplaceAll(b, "CERTIFICATE", "CERTIFICATE CHAIN"), `kind "CERTIFICATE CHAIN" is not supported`},
		{"a damaged letter", a + damaged, "block 2 (CERTIFICATE, line "},
		{"a letter that is missing", a + strings.Replace(b, bodyOfB[40:44], bodyOfB[40:43], 1), "damaged"},
		{"a block that was cut off", a + b[:len(b)/2], "block 2 (CERTIFICATE, line "},
		{"an END mark is missing between", strings.Replace(both, "-----END CERTIFICATE-----\n", "", 1), "block 1 (CERTIFICATE, line 1): the block has no END mark"},
		{"a BEGIN mark is missing", a + strings.Replace(b, "-----BEGIN CERTIFICATE-----\n", "", 1), "an END mark has no BEGIN mark before it"},
		{"both marks are missing", a + bodyOfB + "\n", "lost its BEGIN and END marks"},
		{"four dashes", a + strings.Replace(b, "-----BEGIN", "----BEGIN", 1), "the mark is damaged"},
		{"dashes of a text program", a + strings.Replace(b, "-----BEGIN", "—–BEGIN", 1), "the mark is damaged"},
		{"an end of another kind", a + strings.Replace(b, "END CERTIFICATE", "END CERTIFICATE REQUEST", 1), "the END mark says CERTIFICATE REQUEST"},
		{"a request", string(encode("CERTIFICATE REQUEST", []byte{0x30, 0})), "a request for a certificate"},
		{"PKCS #7", string(encode("PKCS7", []byte{0x30, 0})), "PKCS #7"},
		{"a key alone", string(encode("PRIVATE KEY", []byte{0x30, 0})), "no certificate in it"},
		{"a web page", "<html>certificate</html>", "a web page"},
		{"nothing", " \n", "the file is empty"},
		{"other words", "certificate", "neither PEM nor DER"},
		{"PKCS #12", "\x30\x82\x01\x00\x02\x01\x03\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", "PKCS #12"},
	}
	for _, tt := range tests {
		got, err := tlsconfig.Read([]byte(tt.file))
		switch {
		case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err) || got != nil):
			t.Errorf("%s: %d certificates, %v; want %s", tt.name, len(got), err, tt.err)
		case tt.err == "" && (err != nil || len(got) != 2 || got[0].Subject != "CN=authority" || got[1].Subject != "CN=second"):
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
	for name, file := range map[string][]byte{
		"DER":                  ca.cert.Raw,
		"DER with a line end":  append(slices.Clone(ca.cert.Raw), '\n'),
		"base64 without marks": []byte(base64.StdEncoding.EncodeToString(ca.cert.Raw)),
		"base64 without marks, broken": []byte(strings.Join(slices.Collect(func(yield func(string) bool) {
			for part := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(ca.cert.Raw)), 64) {
				if !yield(string(part)) {
					return
				}
			}
		}), "\r\n")),
	} {
		if got, err := tlsconfig.Read(file); err != nil || len(got) != 1 || got[0].Subject != "CN=authority" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Each letter of a certificate is damaged in turn: the file is refused, the page tells of the
// damage, or its two names, of subject and issuer, are no longer the same.
func TestEveryDamagedLetter(t *testing.T) {
	ca := newAuthority(t)
	file := encode("CERTIFICATE", ca.cert.Raw)
	first, last := bytes.IndexByte(file, '\n')+1, bytes.LastIndex(file, []byte("\n-----END"))
	silent, names := 0, 0
	for at := first; at < last; at++ {
		if file[at] == '\n' || file[at] == '=' {
			continue
		}
		broken := slices.Clone(file)
		if broken[at]++; bytes.IndexByte([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"), broken[at]) < 0 {
			broken[at] = 'A'
		}
		got, err := tlsconfig.Read(broken)
		if err != nil || len(got) != 1 || got[0].Problem != "" || sameDER(broken, ca.cert.Raw) {
			continue
		}
		// A certificate whose issuer has another name than its subject is no longer self-signed,
		// and a person sees the two names.
		if got[0].Subject != got[0].Issuer {
			names++
		} else {
			silent++
		}
	}
	t.Logf("%d damaged letters show in the two names alone", names)
	if silent > 0 {
		t.Errorf("%d damaged letters are not noticed", silent)
	}
}

// sameDER reports whether a letter was changed in unused bits at the end of base64.
func sameDER(file, der []byte) bool {
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	got, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(lines[1:len(lines)-1], ""), "="))
	return err == nil && bytes.Equal(got, der)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	f.Add([]byte("—BEGIN CERTIFICATE——END CERTIFICATE"))
	f.Add([]byte{0xFF, 0xFE, '-', 0, 'B', 0, 'E', 0, 'G', 0, 'I', 0, 'N', 0})
	f.Add([]byte{0x30, 0x80})
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tlsconfig.Read(data)
		if (err == nil) != (len(got) > 0) {
			t.Fatalf("%d certificates, %v", len(got), err)
		}
		if begins := bytes.Count(data, []byte("-----BEGIN CERTIFICATE-----")); err == nil && begins > len(got) {
			t.Errorf("%d marks, %d certificates", begins, len(got))
		}
	})
}

// The line of a block without marks is told, whichever block it follows or precedes.
func TestLineOfABlockWithoutMarks(t *testing.T) {
	a := string(encode("CERTIFICATE", newAuthority(t).cert.Raw))
	stray := strings.Repeat("A", 64) + "\n"
	at := strings.Count(a, "\n") + 2
	for name, file := range map[string]string{"between": a + "\n" + stray + a, "at the end": a + "\n" + stray, "twice before": a + "\n" + stray + a + a} {
		want := fmt.Sprintf("line %d: a block has lost its BEGIN and END marks", at)
		if _, err := tlsconfig.Read([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
