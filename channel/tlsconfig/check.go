package tlsconfig

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Codes of complaints and warnings about certificates, in addition to those of package channel.
const (
	CodeExpired   = "expired"      // the certificate's time is over
	CodeNotYet    = "not_yet"      // its time has not begun
	CodeDamaged   = "damaged"      // it was changed since it was signed, or its signature cannot be checked
	CodeExpires   = "expires_soon" // warning: its time ends within ExpirySoon
	CodeOrder     = "chain_order"  // warning: the chain stood in another order, which was put right
	CodeUnrelated = "not_in_chain" // warning: a certificate does not belong to the chain
)

// Check looks over certificates for an administrator's page at an instant. It complains about all
// that [New] complains about, and about certificates that have expired, are not valid yet, or were
// changed since they were signed. It warns of certificates that end soon, and of chains in an odd
// order. With channel.TLS.Exact times do not count. The fields are those of New.
//
// A file in which a letter was damaged may still be a certificate. Only the signature shows it, so
// Check sees it if the issuer is in the same file, as for a root, and not for a certificate alone.
// New verifies no signatures.
func Check(t channel.TLS, now time.Time) (complaints, warnings []*channel.FieldError) {
	_, err := New(t)
	complaints = channel.FieldErrors(err)
	k := checker{now: now, exact: t.Exact}
	for i, data := range t.Trust {
		field := fmt.Sprintf("tls.trust[%d]", i)
		if certs, err := parseCertificates(data); err == nil {
			k.all(field, certs)
		}
	}
	if certs, err := parseCertificates(t.Certificate); len(t.Certificate) > 0 && err == nil {
		k.exact = false
		k.all("tls.certificate", certs)
		k.chain(certs, t.Key)
	}
	return append(complaints, k.complaints...), k.warnings
}

type checker struct {
	now                  time.Time
	exact                bool
	complaints, warnings []*channel.FieldError
}

func (k *checker) all(field string, certs []*x509.Certificate) {
	for i, c := range certs {
		which := "the certificate of " + name(c)
		if len(certs) > 1 {
			which = fmt.Sprintf("certificate %d of %d (%s)", i+1, len(certs), name(c))
		}
		if d := damage(c, certs); d != "" {
			k.complain(field, CodeDamaged, which+" "+d)
		}
		if !k.exact {
			k.times(field, which, c)
		}
	}
}

// chain warns about the certificates that identify the channel.
func (k *checker) chain(certs []*x509.Certificate, key channel.Secret) {
	private, err := parseKey([]byte(key))
	if err != nil {
		return
	}
	chain, linked := order(certs, private.Public())
	if chain == nil {
		return
	}
	for i := range chain[:linked] {
		if chain[i] != certs[i] {
			k.warn("tls.certificate", CodeOrder, "the chain does not begin with the certificate of the key, each followed by its issuer: it is sent in that order")
			break
		}
	}
	for _, c := range chain[linked:] {
		k.warn("tls.certificate", CodeUnrelated, "the certificate of "+name(c)+" does not belong to the chain")
	}
}

func (k *checker) complain(field, code, reason string) {
	k.complaints = append(k.complaints, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

func (k *checker) warn(field, code, reason string) {
	k.warnings = append(k.warnings, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

func name(c *x509.Certificate) string {
	if s := c.Subject.String(); s != "" {
		return s
	}
	if names := namesOf(c); len(names) > 0 {
		return names[0]
	}
	return "serial number " + c.SerialNumber.Text(16)
}

// damage says that a certificate was changed since it was signed; empty if not, or if it cannot be
// told. A letter that was damaged may leave a certificate that can still be parsed: the signature
// tells, where the issuer is at hand.
func damage(c *x509.Certificate, certs []*x509.Certificate) string {
	issuer := c
	if c.Subject.String() != c.Issuer.String() || len(c.AuthorityKeyId) > 0 && len(c.SubjectKeyId) > 0 && !bytes.Equal(c.AuthorityKeyId, c.SubjectKeyId) {
		issuer = nil
		for _, p := range certs {
			if len(c.AuthorityKeyId) > 0 && bytes.Equal(c.AuthorityKeyId, p.SubjectKeyId) && bytes.Equal(p.RawSubject, c.RawIssuer) {
				issuer = p
			}
		}
	}
	if issuer == nil {
		return ""
	}
	err := issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	if _, old := errors.AsType[x509.InsecureAlgorithmError](err); err == nil || old {
		return ""
	}
	if errors.Is(err, x509.ErrUnsupportedAlgorithm) {
		return "is signed by a method that is not known here, or it was damaged"
	}
	return "was changed since it was signed: its signature does not hold"
}
