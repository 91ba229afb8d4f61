package benchmarks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
)

// The least that a host without this library would write: the proof by crypto/hmac, and the few
// fields that it reads. The structs hold everything that an event of this library needs.

type leanMessenger struct {
	Object string
	Entry  []struct {
		ID        string
		Time      int64
		Messaging []struct {
			Sender, Recipient struct{ ID string }
			Timestamp         int64
			Message           struct {
				MID         string `json:"mid"`
				Text        string
				IsEcho      bool `json:"is_echo"`
				Attachments []struct {
					Type    string
					Payload struct{ URL string }
				}
			}
		}
	}
}

func (m *leanMessenger) text() string {
	entry := m.Entry[len(m.Entry)-1]
	message := entry.Messaging[len(entry.Messaging)-1].Message
	if len(message.Attachments) > 0 {
		return message.Attachments[0].Payload.URL
	}
	return message.Text
}

type leanX struct {
	ForUserID string `json:"for_user_id"`
	Events    []struct {
		Type    string
		ID      string
		Created string `json:"created_timestamp"`
		Create  struct {
			Target struct {
				Recipient string `json:"recipient_id"`
			}
			Sender string `json:"sender_id"`
			App    string `json:"source_app_id"`
			Data   struct {
				Text       string
				Attachment struct {
					Media struct {
						ID   string `json:"id_str"`
						URL  string `json:"media_url_https"`
						Type string
					}
				}
			} `json:"message_data"`
		} `json:"message_create"`
	} `json:"direct_message_events"`
	Users map[string]struct {
		Name   string
		Screen string `json:"screen_name"`
	}
}

func (m *leanX) text() string {
	data := m.Events[len(m.Events)-1].Create.Data
	if url := data.Attachment.Media.URL; url != "" {
		return url
	}
	return data.Text
}

var errForged = errors.New("forged")

// proved reports whether a signature is that of the body.
func proved(body []byte, header string, decode func(string) ([]byte, error)) bool {
	want, err := decode(strings.TrimPrefix(header, "sha256="))
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write(body)
	return err == nil && hmac.Equal(h.Sum(nil), want)
}

func hexSignature(body []byte) string {
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write(body)
	return "sha256=" + hex.EncodeToString(h.Sum(nil))
}

func base64Signature(body []byte) string {
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write(body)
	return "sha256=" + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// lean reads a body into T after its proof.
func lean[T any, P interface {
	*T
	text() string
}](sign func([]byte) string, decode func(string) ([]byte, error), unmarshal func([]byte, any) error) func(testing.TB) func([]byte) (string, error) {
	return func(testing.TB) func([]byte) (string, error) {
		signed := signer(sign)
		return func(body []byte) (string, error) {
			if !proved(body, signed(body), decode) {
				return "", errForged
			}
			var got T
			if err := unmarshal(body, &got); err != nil {
				return "", err
			}
			return P(&got).text(), nil
		}
	}
}

// onlyHMAC is the proof alone. It reads nothing, so it is no reader in the tests.
func onlyHMAC(sign func([]byte) string, decode func(string) ([]byte, error)) func(testing.TB) func([]byte) (string, error) {
	return func(testing.TB) func([]byte) (string, error) {
		signed := signer(sign)
		return func(body []byte) (string, error) {
			if !proved(body, signed(body), decode) {
				return "", errForged
			}
			return "proved", nil
		}
	}
}

// signer signs a body once: signing is the platform's work.
func signer(sign func([]byte) string) func([]byte) string {
	var last *byte
	var header string
	return func(body []byte) string {
		if last != &body[0] {
			last, header = &body[0], sign(body)
		}
		return header
	}
}

func unmarshalV1(data []byte, to any) error { return json.Unmarshal(data, to) }

// unmarshalV2 matches names as version 1 does; the structs above rely on it.
func unmarshalV2(data []byte, to any) error {
	return jsonv2.Unmarshal(data, to, jsonv2.MatchCaseInsensitiveNames(true))
}
