package channeltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/contactkit/contactkit/channel"
)

// Harness is what the suite has to know of a platform: plain functions and data. Members that are
// marked optional may be left out if Lacks says why.
type Harness struct {
	// Keys are two different credentials that prove webhook calls, of the form that the platform
	// gives out. Platform knows the first.
	Keys [2]channel.Secret
	// Secrets are all other credentials that New puts into a channel, as they are: tokens, app
	// secrets, verify tokens. The suite looks for them, and for Keys, in everything printed.
	Secrets []string

	// New builds a channel by the platform's own constructor and returns its error. It uses every
	// member of the Setup as given.
	New func(t testing.TB, s Setup) (channel.Channel, error)

	// Sign returns the call with which the platform delivers the body: method, headers, the proof
	// under the key. At is left zero.
	Sign func(key channel.Secret, body []byte) channel.Webhook
	// Signs says whether the platform could have signed the body at all; nil: any. A body that it
	// could not have signed must be refused as forged although the signature is right: X's check of
	// the endpoint makes us sign texts of a caller's choice under the same key.
	Signs func(body []byte) bool
	// Proof names the headers that carry the proof.
	Proof []string
	// Handshake returns a call by which the platform checks the endpoint, proved by the key where
	// it signs such calls, and the body of the right answer by a channel whose first key is this
	// one. Optional: "handshake".
	Handshake func(key channel.Secret) (call channel.Webhook, answer []byte)
	// Forged are handshakes that must be refused by a channel with the first key. They come with
	// Handshake.
	Forged func() []channel.Webhook

	// Message returns the body of one call in which a customer wrote a text. It must become exactly
	// one event.
	Message func(in Incoming) []byte
	// Batch returns the body of one call with several such messages, of several accounts. Optional:
	// "batch".
	Batch func(in ...Incoming) []byte
	// Odd is Batch with one more element in the midst, after the first message, which has the form
	// of no kind: a number where an object belongs, for example. Optional: "odd element".
	Odd func(in ...Incoming) []byte
	// Unknown returns a body with one element of a kind that the platform does not have yet.
	Unknown func() []byte
	// Echo returns the body of one call that tells of a message which this app itself sent to the
	// contact. Optional: "echo".
	Echo func(in Incoming) []byte
	// Standby returns the body of one call with a customer's message while another app controls the
	// thread. Optional: "standby".
	Standby func(in Incoming) []byte
	// Nothing are further bodies that carry no event, in addition to Empty.
	Nothing [][]byte

	// Empty, Malformed, Deep, Odds, More and Rewritten say how the platform writes its bodies. If
	// nil, bodies are JSON objects.

	// Empty are bodies that hold nothing at all. Defaults to no bytes, "{}" and the same with
	// blanks.
	Empty [][]byte
	// Malformed are bodies that are proved and cannot be decoded. Defaults to damaged JSON and to
	// JSON that is no object. If the platform's form of body has none, set [][]byte{} and give the
	// reason in Lacks: "malformed".
	Malformed [][]byte
	// Deep are bodies that nest without end. Defaults to brackets and objects, 100,000 deep. If the
	// form of body does not nest, set [][]byte{} and give the reason in Lacks: "deep nesting".
	Deep [][]byte
	// Odds yields each body that is made by changing one value of a genuine one. Defaults to
	// [OddJSON]; see also [OddForm].
	Odds func(body []byte) iter.Seq[Change]
	// More returns a genuine body with members that the platform does not have. Defaults to
	// [MoreJSON]; see also [MoreForm].
	More func(body []byte) []byte
	// Rewritten returns bodies of the same meaning and other bytes: escapes written out or put in.
	// The text of the given one is "A/é", written as the JSON string "\u0041\/é". Defaults to
	// [RewrittenJSON]; see also [RewrittenForm].
	Rewritten func(body []byte) [][]byte

	// Samples are further bodies by name, such as the golden files of the platform's tests. The
	// suite checks what holds for all.
	Samples map[string][]byte

	// Accounts are the accounts that New serves, sorted.
	Accounts []string
	// Thread is one in which the platform takes messages: its contact has written to the account a
	// moment ago. A customer's message as Message makes it arrives in this thread if it goes to
	// this account.
	Thread channel.Thread
	// Threads are further kinds of thread with other limits, by name: groups, business chats. May
	// be nil.
	Threads map[string]channel.Thread
	// Platform returns a fresh stand-in for the platform's API, which accepts messages to Thread.
	// It checks what the platform would check, with the first key and Secrets, by the clock of the
	// Setup.
	Platform func(t testing.TB, s Setup) http.Handler
	// Answers are answers of the platform by name, and what the channel must make of them. "rate
	// limited" and "unauthorized" must be among them, or in Lacks.
	Answers map[string]Answer
	// Refuse returns the platform's refusal of a message with a description in English. Optional:
	// "repeated credential".
	Refuse func(description string) Answer

	// Lacks says for each case that is left out, by its name, why the platform cannot have it.
	Lacks map[string]string
}

// Setup is what a channel is built from. The rest of its configuration is the harness's choice.
type Setup struct {
	HTTP *http.Client     // for all calls of the API
	Keys channel.Keys     // the credential that proves webhook calls; the constructor must refuse empty ones
	Now  func() time.Time // the channel's clock
}

// Incoming is a message of a customer.
type Incoming struct {
	N       int       // differs for each message: make the platform's id of the message from it
	Account string    // one of Harness.Accounts
	Contact string    // that of Harness.Thread
	Time    time.Time // in whole seconds
	// Text is the JSON string as it goes into the body, quotes and all. It may hold bytes that are
	// not UTF-8. For other forms of body see Bytes and Form. If a form of body cannot write a
	// character, such as U+FFFF in XML, write U+FFFD.
	Text json.RawMessage
}

func (h Harness) empty() [][]byte {
	if h.Empty == nil {
		return emptyJSON
	}
	return h.Empty
}

func (h Harness) malformed(whole []byte) [][]byte {
	if h.Malformed == nil {
		return malformedJSON(whole)
	}
	return h.Malformed
}

func (h Harness) deep(whole []byte) [][]byte {
	if h.Deep == nil {
		return deepJSON(whole)
	}
	return h.Deep
}

func (h Harness) odds() func([]byte) iter.Seq[Change] {
	if h.Odds == nil {
		return OddJSON
	}
	return h.Odds
}

func (h Harness) more() func([]byte) []byte {
	if h.More == nil {
		return MoreJSON
	}
	return h.More
}

// Answer is an answer of the platform's API to a message, and what the channel must make of it.
type Answer struct {
	Status int
	Header http.Header
	Body   string

	Kind  error         // the error matches it
	Scope channel.Scope // with ErrRateLimited: of the *channel.Error
	Wait  time.Duration // of the *channel.Error; zero: not checked
	Code  string        // of the *channel.Error; empty: not checked
}

func (h Harness) rewritten() func([]byte) [][]byte {
	if h.Rewritten == nil {
		return RewrittenJSON
	}
	return h.Rewritten
}

// Bytes returns the text as plain bytes, for forms of body that are not JSON. Bytes that are not
// UTF-8 stay. A lone surrogate, which only JSON can write, becomes U+FFFD.
func (in Incoming) Bytes() []byte {
	var out []byte
	text := bytes.TrimSuffix(bytes.TrimPrefix(in.Text, []byte(`"`)), []byte(`"`))
	for len(text) > 0 {
		if text[0] != '\\' {
			out, text = append(out, text[0]), text[1:]
			continue
		}
		n := 2
		if text[1] == 'u' {
			n = 6
			if len(text) >= 12 && text[6] == '\\' && text[7] == 'u' && utf16.IsSurrogate(unit(text)) && utf16.DecodeRune(unit(text), unit(text[6:])) != '\uFFFD' {
				n = 12
			}
		}
		var s string
		if err := json.Unmarshal(slices.Concat([]byte(`"`), text[:n], []byte(`"`)), &s); err == nil {
			out = append(out, s...)
		}
		text = text[n:]
	}
	return out
}

// unit reads the escape \uXXXX at the beginning of a text.
func unit(text []byte) rune {
	var u rune
	_, _ = fmt.Sscanf(string(text[2:6]), "%04x", &u)
	return u
}
