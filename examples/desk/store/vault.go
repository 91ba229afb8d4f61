package store

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A Vault encrypts credentials before they are stored: AES-256-GCM with a random nonce, bound to
// the row that they are in. The nil Vault stores them as they are. Its methods may be called
// concurrently.
type Vault struct {
	keys []vaultKey // the first one encrypts, and each decrypts what it encrypted
}

type vaultKey struct {
	name string // names the key in what it encrypted
	aead cipher.AEAD
}

// ErrKey: credentials are encrypted with a key that the Vault does not have.
var ErrKey = errors.New("stored credentials are encrypted with a key that this desk was not given")

// NewVault reads the text of a key file: keys of 32 bytes in base64, one a line. The first one
// encrypts. Those below it are former ones, which only decrypt. Errors hold nothing of the text.
func NewVault(text string) (*Vault, error) {
	v := new(Vault)
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(key) != 32 {
			return nil, fmt.Errorf("line %d of the key file must be 32 bytes in base64; `openssl rand -base64 32` makes such a line", n)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		name := sha256.Sum256(append([]byte("contactkit desk: name of a key\n"), key...))
		v.keys = append(v.keys, vaultKey{hex.EncodeToString(name[:4]), aead})
	}
	if len(v.keys) == 0 {
		return nil, errors.New("the key file must have a line; `openssl rand -base64 32` makes one")
	}
	return v, lines.Err()
}

// sealedBy begins a text that is encrypted: the key's name, a colon, and base64 follow.
const sealedBy = "sealed:"

// seal encrypts what is stored at a place: table and key of the row.
func (v *Vault) seal(place, plain string) string {
	if v == nil {
		return plain
	}
	k := v.keys[0]
	return sealedBy + k.name + ":" + base64.StdEncoding.EncodeToString(k.aead.Seal(nil, nil, []byte(plain), []byte(place)))
}

// open decrypts what seal returned for the same place. A text that is not encrypted is returned as
// it is.
func (v *Vault) open(place, stored string) (plain string, err error) {
	rest, sealed := strings.CutPrefix(stored, sealedBy)
	if !sealed {
		return stored, nil
	}
	name, text, _ := strings.Cut(rest, ":")
	if v == nil {
		return "", ErrKey
	}
	for _, k := range v.keys {
		if k.name != name {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(text)
		if err == nil {
			data, err = k.aead.Open(nil, nil, data, []byte(place))
		}
		if err != nil {
			return "", fmt.Errorf("the credentials at %s were changed outside of the desk", place)
		}
		return string(data), nil
	}
	return "", ErrKey
}

// current reports whether a text is stored as seal would store it now.
func (v *Vault) current(stored string) bool {
	return v == nil || strings.HasPrefix(stored, sealedBy+v.keys[0].name+":")
}
