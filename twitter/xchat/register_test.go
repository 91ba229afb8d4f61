package xchat

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegistration(t *testing.T) {
	blob, err := GeneratePrivate()
	require.NoError(t, err)
	again, err := GeneratePrivate()
	require.NoError(t, err)
	require.Len(t, blob, 64)
	require.NotEqual(t, blob, again)
	k, err := NewPrivateKey("1", blob)
	require.NoError(t, err)
	r, err := k.Registration()
	require.NoError(t, err)
	row := PublicKey{User: "100", Version: "1", Identity: r.Identity, Signing: r.Signing, Binding: r.Binding}
	require.NoError(t, row.Check())
	if got, _ := row.Fingerprint(); got != r.Fingerprint {
		t.Errorf("fingerprint %q, want %q", r.Fingerprint, got)
	}
	identity, err := signingKey(r.Identity) // the same curve
	require.NoError(t, err)
	if !verifyWith(identity, mustDecode(t, r.Signing), mustDecode(t, r.SigningSignature)) {
		t.Error("the identity key did not sign the signing key")
	}
	half, err := NewPrivateKey("1", blob[:32])
	require.NoError(t, err)
	if _, err := half.Registration(); !errors.Is(err, ErrMissingKey) {
		t.Errorf("half a key: %v", err)
	}
}
