package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// secret is the credential of every pretended app. Nothing leaves this process.
const secret = "replay-secret"

// A platform opens a channel of a pretended app, and signs bodies as its platform would.
type platform struct {
	open func() (channel.Channel, error)
	sign func(body []byte) channel.Webhook
}

var platforms = map[string]platform{
	telegram.Platform: {
		open: func() (channel.Channel, error) {
			return telegram.New(telegram.Config{Account: "1", WebhookSecret: channel.NewKeys(secret)})
		},
		sign: func(body []byte) channel.Webhook {
			return post(body, "X-Telegram-Bot-Api-Secret-Token", secret)
		},
	},
	facebook.Platform: {
		open: func() (channel.Channel, error) {
			return facebook.New(facebook.Config{AppID: "1", AppSecret: channel.NewKeys(secret), VerifyToken: channel.NewKeys(secret)})
		},
		sign: func(body []byte) channel.Webhook {
			return post(body, "X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac(body)))
		},
	},
	twitter.Platform: {
		open: func() (channel.Channel, error) {
			return twitter.New(twitter.Config{Account: "1", APIKey: "key", APISecret: channel.NewKeys(secret), AccessToken: "1-replay-token", AccessSecret: secret, Env: "replay"})
		},
		sign: func(body []byte) channel.Webhook {
			return post(body, "X-Twitter-Webhooks-Signature", "sha256="+base64.StdEncoding.EncodeToString(mac(body)))
		},
	},
}

func platformNames() []string { return slices.Sorted(maps.Keys(platforms)) }

func post(body []byte, name, value string) channel.Webhook {
	header := http.Header{"Content-Type": {"application/json"}}
	header.Set(name, value)
	return channel.Webhook{Method: http.MethodPost, Header: header, Body: body}
}

func mac(body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}
