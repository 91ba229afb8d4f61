package twitter

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
)

// Driver tells a directory how to ask for, and build, a channel on X.
//
// The names in a record's Settings and Secrets; * must be set:
//
//	Settings: account*, apiKey*, product, env, appId, api, signatureMethod, baseUrl, uploadUrl,
//	    postText, postWeights, enterprise, chat
//	Secrets.Keys: apiSecret*, accessToken*, accessSecret*, bearer, chatKeys
//	Certificates: tls
func Driver() channel.Driver { return DriverWith(nil) }

// DriverWith is Driver with a store for user tokens of OAuth 2.0. A record may also have clientId
// in its Settings and clientSecret in its Secrets.Keys, and need not have accessToken and
// accessSecret. A channel needs the client id or an access token; with an access token alone it is
// as Driver builds it. A draft ([channel.Settings].Draft) needs neither these nor the account,
// because a login brings them; until then its channel tells no account. If tokens is nil, the
// result is the same as that of Driver.
func DriverWith(tokens TokenStore) channel.Driver {
	asked := fields()
	if tokens != nil {
		for i, f := range asked {
			if f.Name == "accessToken" || f.Name == "accessSecret" { // user tokens alone suffice, with v2: Open decides
				asked[i].Required = false
			}
		}
		asked = append(asked,
			channel.Field{Name: "clientId", Label: "OAuth 2.0 Client ID", Kind: channel.FieldText,
				Help: "Developer portal, the app's Keys and tokens. The X Activity API needs it, and a channel without an access token."},
			channel.Field{Name: "clientSecret", Label: "OAuth 2.0 Client Secret", Kind: channel.FieldKeys, Help: "Empty if the app is a public client."})
	}
	return channel.Driver{Platform: Platform, Name: "X", Fields: asked, Open: func(s channel.Settings) (channel.Channel, error) { return open(s, tokens) }}
}

// autoProduct leaves the choice of the product to Config, as the empty value does. See decision
// 425.
const autoProduct = "auto"

func fields() []channel.Field {
	return []channel.Field{
		{Name: "account", Label: "User ID", Kind: channel.FieldText, Required: true, Max: 19,
			Help: "The numeric id of the X account, not its @name."},
		{Name: "apiKey", Label: "API Key", Kind: channel.FieldText, Required: true,
			Help: "Developer portal, the app's Keys and tokens, Consumer Keys."},
		{Name: "apiSecret", Label: "API Key Secret", Kind: channel.FieldKeys, Required: true,
			Help: "Shown once beside the API Key. It proves that webhook calls come from X, and signs what is sent."},
		{Name: "accessToken", Label: "Access Token", Kind: channel.FieldKeys, Required: true,
			Help: "Of the X account. Generate it after the app was given the permission Read, Write and Direct Messages."},
		{Name: "accessSecret", Label: "Access Token Secret", Kind: channel.FieldKeys, Required: true,
			Help: "Shown once beside the Access Token."},
		{Name: "product", Label: "Webhook product", Kind: channel.FieldChoice,
			Options: []string{autoProduct, string(AccountActivity), string(Premium), string(Enterprise), string(Activity)},
			Help:    "What the app's plan includes: it decides how the webhook is managed. auto: premium with a dev environment label, otherwise activity with an OAuth 2.0 Client ID, otherwise v2."},
		{Name: "env", Label: "Dev environment label", Kind: channel.FieldText,
			Help: "Of the Account Activity API, case-sensitive. Needed to manage the webhook with v1.1 premium."},
		{Name: "bearer", Label: "Bearer Token", Kind: channel.FieldKeys,
			Help: "App-only token, as shown, with its % signs. Empty: obtained with API Key and Secret."},
		{Name: "appId", Label: "App ID", Kind: channel.FieldText, Max: 19,
			Help: "The numeric id of the app. It tells answers of this app from those that colleagues type at x.com."},
		{Name: "api", Label: "API for sending", Kind: channel.FieldChoice, Options: []string{string(V11), string(V2)},
			Help: "v1.1 has quick replies, buttons, typing and read receipts; not every access level includes it."},
		{Name: "signatureMethod", Label: "Signature method", Kind: channel.FieldChoice, Options: []string{string(HMACSHA1), string(HMACSHA256)},
			Help: "X documents HMAC-SHA1 only."},
		{Name: "baseUrl", Label: "API address", Kind: channel.FieldURL, Help: "Empty: https://api.x.com."},
		{Name: "uploadUrl", Label: "Upload address", Kind: channel.FieldURL, Help: "Empty: https://upload.twitter.com."},
		{Name: "postText", Label: "Length of a post", Kind: channel.FieldText, Max: 6,
			Help: "The greatest weight of a public answer, as X counts it. Empty: 280. Premium accounts may write up to 25,000."},
		{Name: "postWeights", Label: "Weights of a post", Kind: channel.FieldText, Max: 500,
			Help: "What characters weigh, if X changes that. Empty: link=23 emoji=2 other=2 1=0-10FF,2000-200D,2010-201F,2032-2037."},
		{Name: "enterprise", Label: "Enterprise plan", Kind: channel.FieldBool,
			Help: "The app is on an Enterprise plan: it may like and quote posts, and answer authors who have not mentioned the account."},
		{Name: "chatKeys", Label: "Keys of encrypted conversations", Kind: channel.FieldKeys,
			Help: "The account's private keys, one for each version: the version, a colon, and the base64 of the key. They open every conversation of the account. Empty: encrypted messages arrive marked, without their text."},
		{Name: "chat", Label: "Encrypted conversations", Kind: channel.FieldChoice, Options: []string{"off", "on"},
			Help: "Asks for the events of encrypted conversations also without a key, so that agents see that a customer wrote."},
		{Name: "tls", Label: "Certificates", Kind: channel.FieldCertificate,
			Help: "Only behind a gateway: what it shows, and what it asks for."},
	}
}

// open builds the channel. A tenant who chooses an address could reach into the host's network, so
// without the host's own dialer only public addresses are reached then.
func open(s channel.Settings, tokens TokenStore) (channel.Channel, error) {
	certificates, dial := s.TLS, s.Dial
	if dial == nil && (s.Values["baseUrl"] != "" || s.Values["uploadUrl"] != "") {
		dial = fetch.Dialer()
	}
	if s.HTTP != nil { // it holds its own certificates and dialer
		certificates, dial = channel.TLS{}, nil
	}
	var oauth2 OAuth2
	draft := s.Draft && tokens != nil && s.Key("accessToken") == "" && s.Key("accessSecret") == "" && (s.Values["account"] == "" || s.Values["clientId"] == "")
	if tokens != nil && (s.Values["clientId"] != "" || s.Key("accessToken") == "" && !draft) {
		oauth2 = OAuth2{ClientID: s.Values["clientId"], ClientSecret: s.Key("clientSecret"), Tokens: tokens}
	}
	chat, errChat := chatSettings(s)
	posts, errPosts := postSettings(s)
	product := Product(s.Values["product"])
	if product == autoProduct {
		product = ""
	}
	build := New
	if draft {
		build = appChannel // a login brings the rest
	}
	ch, err := build(Config{
		Account:         s.Values["account"],
		APIKey:          s.Values["apiKey"],
		APISecret:       s.Keys["apiSecret"],
		AccessToken:     s.Key("accessToken"),
		AccessSecret:    s.Key("accessSecret"),
		AppID:           s.Values["appId"],
		API:             API(s.Values["api"]),
		SignatureMethod: SignatureMethod(s.Values["signatureMethod"]),
		Product:         product,
		Env:             s.Values["env"],
		Bearer:          s.Key("bearer"),
		BaseURL:         s.Values["baseUrl"],
		UploadURL:       s.Values["uploadUrl"],
		OAuth2:          oauth2,
		Chat:            chat,
		Posts:           posts,
		HTTP:            s.HTTP,
		TLS:             certificates,
		Dial:            dial,
		Media:           s.Media,
		Files:           s.Files,
		Now:             s.Now,
	})
	if err = errors.Join(err, errChat, errPosts); err != nil {
		return nil, fmt.Errorf("twitter: %w", err)
	}
	return ch, nil
}

// postSettings reads what an administrator says of public answers.
func postSettings(s channel.Settings) (p PostConfig, err error) {
	var errs []error
	if text := strings.TrimSpace(s.Values["postText"]); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			errs = append(errs, &channel.FieldError{Field: "postText", Code: channel.CodeInvalid, Reason: "the length of a post must be a number of at least 1"})
			n = 0 // one complaint is enough
		}
		p.Text.Max = n
	}
	p.Text.Weights = channel.Weights(strings.TrimSpace(s.Values["postWeights"]))
	if err := p.Text.Weights.Check("postWeights"); err != nil {
		errs = append(errs, err)
		p.Text.Weights = ""
	}
	switch s.Values["enterprise"] {
	case "true":
		p.Enterprise = true
	case "", "false":
	default:
		errs = append(errs, &channel.FieldError{Field: "enterprise", Code: channel.CodeInvalid, Reason: `the setting must be "true" or "false"`})
	}
	return p, errors.Join(errs...)
}
