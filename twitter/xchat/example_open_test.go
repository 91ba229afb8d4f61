package xchat_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/twitter/xchat"
)

// Private keys are what X's tools export: 32 bytes of the identity key and 32 of the signing key.
func keysOf(user, version string, n byte) (xchat.Identity, xchat.PublicKey) {
	blob := make([]byte, 64)
	blob[31], blob[63] = n, n+1
	k, err := xchat.NewPrivateKey(version, blob)
	if err != nil {
		panic(err)
	}
	row, err := k.Public(user)
	if err != nil {
		panic(err)
	}
	return xchat.Identity{User: user, Keys: []xchat.PrivateKey{k}}, row
}

// A delivery of X holds the message and the key change that it needs.
func Example_receiving() {
	identity, _ := keysOf("2000", "1690000000000", 11)
	_, sender := keysOf("100", "1690000000001", 11) // the row that X serves for the sender

	change, err := xchat.Parse(keyChangeOfX)
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := identity.Unwrap(change)
	if err != nil {
		fmt.Println(err)
		return
	}
	event, err := xchat.Parse(messageOfX)
	if err != nil {
		fmt.Println(err)
		return
	}
	content, err := event.Open(key)
	if err != nil {
		fmt.Println(err)
		return
	}
	if m, ok := content.(xchat.Message); ok {
		fmt.Println(event.Sender, "wrote", m.Text)
	}
	fmt.Println(event.Verify(xchat.Key{}, sender))
	fmt.Println(key)
	// Output:
	// 100 wrote Grüße 👋
	// verified
	// [secret]
}

func ExampleIdentity_ChangeKey() {
	us, ours := keysOf("100", "1690000000001", 21)
	ada, hers := keysOf("2000", "1690000000000", 31)

	key, err := xchat.GenerateKey("1700000000000", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	change, err := us.ChangeKey(xchat.Conversation("2000", "100"), key, []xchat.PublicKey{ours, hers}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("wrapped for", change.Keys[0].User, "and", change.Keys[1].User)

	// The event that X hands on to the customer holds the same wrapped keys.
	got, err := ada.Unwrap(xchat.Event{Detail: xchat.KeyChange{Version: change.KeyVersion, Keys: change.Keys}})
	fmt.Println(got.Equal(key), err)
	// Output:
	// wrapped for 100 and 2000
	// true <nil>
}

func ExampleIdentity_Seal() {
	us, _ := keysOf("100", "1690000000001", 21)
	key, err := xchat.GenerateKey("1700000000000", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	answer := xchat.Message{Text: "Your parcel is on its way."}
	first, err := us.Seal("100:2000", key, answer, xchat.Options{Ref: "answer-1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	retry, err := us.Seal("100:2000", key, answer, xchat.Options{Ref: "answer-1"})
	fmt.Println(first == retry, err)
	// Output: true <nil>
}

func ExampleDecryptFile() {
	key, err := xchat.GenerateKey("1700000000000", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	sealed, err := xchat.EncryptFile(strings.NewReader("the invoice"), key, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	stored, err := io.ReadAll(sealed)
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := xchat.DecryptFile(bytes.NewReader(stored), key)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := io.ReadAll(plain)
	fmt.Println(string(text), err)

	plain, _ = xchat.DecryptFile(bytes.NewReader(stored[:len(stored)-1]), key)
	_, err = io.ReadAll(plain)
	fmt.Println(err)
	// Output:
	// the invoice <nil>
	// xchat: file is truncated, or its last frame was changed: xchat: cannot be decrypted
}

// Both are of testdata/vector.json.
const (
	keyChangeOfX = "CwABAAAAEzIwNzAyNzYwOTUyODM0NTQwMDMLAAIAAAAkMGIwZTdhNTItMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAxCwADAAAAAzEwMAsABAAAAAgxMDA6MjAwMAsABgAAAA0xNzAwMDAwMDAwNTAwDAAHDAADCwABAAAADTE3MDAwMDAwMDAwMDAPAAIMAAAAAQsAAQAAAAQyMDAwCwACAAAAmEJCZDhnM3JnckVsYVlZQmQ4dGhlNHZ4NUxpaExaZXJWaXBqaFhaMUdCeXdCWTd0WXpVNitwVmlpUUpHdHRBOU9jaWJ1Rk1PaCswM3puRU83NHUvSHY5ZzJRcXAyL3I3UWJCM1dKcTRTcTRkYkhKa21tcjFjVGZRL0ZzeUlub2dVK2RzdFliajlFUU05bEF0djZYazBJdVk9CwADAAAADTE2OTAwMDAwMDAwMDAAAgAFAAAADAAJCwABAAAAVjIxdFl0Q0lNMG5keDhIS21ZQmVCTjNDN0NVZWNKVnRoRHdUNEU4OW1oTjVIVDFwTDhtS05RdVM3OXNtb1g1QjgzUDBhNVVIWXdLS3ZJR3habnh2eU5RCwACAAAADTE2OTAwMDAwMDAwMDELAAMAAAABNwAA"
	messageOfX   = "CwABAAAAEzIwNzAyNzYwOTUyODM0NTQwMDQLAAIAAAAkMGIwZTdhNTItMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAyCwADAAAAAzEwMAsABAAAAAgxMDA6MjAwMAsABgAAAA0xNzAwMDAwMDAwNTAwDAAHDAABCwBkAAAAREBBQkNERUZHSElKS0xNTk9QUVJTVFVWV4tP2YWrGRU0YOOD2nJCAGpGF1R1OlCwKsdZcWFkzigycvTZMU2zwFlv1SLKCwBlAAAADTE3MDAwMDAwMDAwMDACAGYBAAAMAAkLAAEAAABWa3NHc3JxSmNvMXNMOEVJeHJBSDJIWVlMbkl4SGc2SjBSTnA1Ym8zV3p4L3hjSFV3L2lEcGxBOUJrdVFKOGJYUFF2RmY1MitIbXo0VlJENWlqM1RwMkELAAIAAAANMTY5MDAwMDAwMDAwMQsAAwAAAAE3AAA="
)
