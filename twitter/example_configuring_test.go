package twitter_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// A form shows all complaints at once, each with its field.
func ExampleNew() {
	_, err := twitter.New(twitter.Config{Account: "@mustertelecom", APIKey: "key", AccessToken: "example-token", AccessSecret: "token-secret"})
	for _, complaint := range channel.FieldErrors(err) {
		fmt.Println(complaint)
	}
	// Output:
	// account: a user id of X must be a number of at most 19 digits, not the @name
	// apiSecret: webhook calls and requests need the API secret: without it anyone could forge a customer's message
}

// How does a directory ask for an X channel? By the driver's fields.
func ExampleDriver() {
	for _, f := range twitter.Driver().Fields {
		if f.Required {
			fmt.Println(f.Name, f.Kind)
		}
	}
	// Output:
	// account text
	// apiKey text
	// apiSecret keys
	// accessToken keys
	// accessSecret keys
}
