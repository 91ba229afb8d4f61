package leak_test

import (
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// How does a test find a credential in what a host might print or store? Show writes a value in
// every way, In looks for the credential in every spelling.
func ExampleIn() {
	const token = "7100000001:AAExampleToken"
	config := struct{ URL string }{"https://api.toy.example/bot7100000001%3AAAExampleToken/send"}
	fmt.Println(leak.In(leak.Show(config), token) != "")
	fmt.Println(leak.In("Authorization: Basic "+base64.StdEncoding.EncodeToString([]byte(token)), token) != "")
	fmt.Println(leak.In(leak.Show(errors.New("the API answered 500")), token) == "")
	// Output:
	// true
	// true
	// true
}
