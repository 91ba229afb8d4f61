package tlsconfig

import (
	"crypto/x509"
	"time"
)

// ExpirySoon is how long before its end a certificate causes a warning.
const ExpirySoon = 30 * 24 * time.Hour

// times checks when a certificate is valid: a certificate that expired or is not valid yet is a
// complaint, one that expires within [ExpirySoon] a warning.
func (k *checker) times(field, which string, c *x509.Certificate) {
	first, last := c.NotBefore.UTC().Format(time.DateOnly), c.NotAfter.UTC().Format(time.DateOnly)
	switch {
	case k.now.After(c.NotAfter):
		k.complain(field, CodeExpired, which+" expired on "+last)
	case k.now.Before(c.NotBefore):
		k.complain(field, CodeNotYet, which+" is valid only from "+first+" on")
	case c.NotAfter.Sub(k.now) < ExpirySoon:
		k.warn(field, CodeExpires, which+" expires on "+last)
	}
}
