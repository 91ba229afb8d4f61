// Package whatsapptest is a pretended WhatsApp Cloud API: a business account with its phone
// numbers, the people who write to them, and the webhooks of an app. It refuses what the platform
// refuses, by rules of its own: it shares no code with the client.
//
//	wa := whatsapptest.New(whatsapptest.Config{})
//	wa.Say("DE.10000000000000000001", "Hello")         // a person writes
//	wa.Deliver(handler)                                // Meta calls the host
//	wa.Sent()                                          // what the host answered
//
// A person is named by user id or phone number; "4001000000000001/DE.1…" names one at a certain
// number. A method panics if it names a number that Config does not have.
//
// A Server keeps everything in memory and may be used concurrently.
package whatsapptest
