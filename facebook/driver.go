package facebook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
)

// Driver lets a directory open channels of this platform from an administrator's form.
//
// The names in a record's Settings and Secrets; * must be set:
//
//	Settings: appId*, instagram, instagramAppId, humanAgent, commentText, instagramCommentText, algorithm,
//	    graphVersion, baseUrl
//	Secrets.Keys: appSecret*, verifyToken*, instagramAppSecret
//	Secrets.Tokens: pages
//	Certificates: tls
func Driver() channel.Driver {
	return channel.Driver{
		Platform: Platform,
		Fields: []channel.Field{
			{Name: "appId", Label: "App ID", Kind: channel.FieldText, Required: true, Max: 32,
				Help: "The number of the Meta app, in its dashboard under App settings, Basic."},
			{Name: "appSecret", Label: "App secret", Kind: channel.FieldKeys, Required: true,
				Help: "In the app's dashboard under App settings, Basic. It proves that calls come from Meta."},
			{Name: "verifyToken", Label: "Verify token", Kind: channel.FieldKeys, Required: true,
				Help: "A word of your choice. Enter the same one beside the callback URL in the app's webhook settings."},
			{Name: "pages", Label: "Page access tokens", Kind: channel.FieldTokens,
				Help: "For each Page its id and its access token. An Instagram account uses the token of its Page; one of Instagram Login has its own."},
			{Name: "instagram", Label: "Instagram accounts", Kind: channel.FieldText, Max: 4000,
				Help: "For each Instagram account its id, an equals sign and the id of the Page that it is linked to, or the word login for one that was connected by Instagram Login; separated by commas."},
			{Name: "instagramAppId", Label: "Instagram app ID", Kind: channel.FieldText, Max: 32,
				Help: "In the app's dashboard under Instagram, API setup with Instagram login. Only for accounts of Instagram Login."},
			{Name: "instagramAppSecret", Label: "Instagram app secret", Kind: channel.FieldKeys,
				Help: "Beside the Instagram app ID. It proves that calls about accounts of Instagram Login come from Meta."},
			{Name: "humanAgent", Label: "Human Agent feature", Kind: channel.FieldBool,
				Help: "Meta has granted the app the Human Agent feature: agents may answer for seven days instead of one."},
			{Name: "commentText", Label: "Length of a comment", Kind: channel.FieldText, Max: 6,
				Help: "The greatest length of a public answer on Facebook. Empty: 8,000, which Meta does not confirm."},
			{Name: "instagramCommentText", Label: "Length of a comment on Instagram", Kind: channel.FieldText, Max: 6,
				Help: "The greatest length of a public answer on Instagram. Empty: 300, as older pages of Meta have it."},
			{Name: "algorithm", Label: "Signature algorithm", Kind: channel.FieldChoice, Options: []string{string(SHA256), string(SHA1)},
				Help: "Meta signs with SHA-256. Choose SHA-1 only for an old gateway in between."},
			{Name: "graphVersion", Label: "Graph API version", Kind: channel.FieldText, Max: 8,
				Help: "Like " + DefaultGraphVersion + ", which is the default. A version lives about two years."},
			{Name: "baseUrl", Label: "Graph API address", Kind: channel.FieldURL,
				Help: "For a gateway between the contact center and Meta; empty: https://graph.facebook.com."},
			{Name: "tls", Label: "Trust certificates", Kind: channel.FieldCertificate,
				Help: "For a gateway with certificates of its own."},
		},
		Open: open,
	}
}

// open builds a channel from an administrator's settings.
func open(s channel.Settings) (channel.Channel, error) {
	pages, errs := readPages(s)
	cfg := Config{
		AppID:        strings.TrimSpace(s.Values["appId"]),
		AppSecret:    s.Keys["appSecret"],
		VerifyToken:  s.Keys["verifyToken"],
		Pages:        pages,
		Instagram:    InstagramConfig{AppID: strings.TrimSpace(s.Values["instagramAppId"]), AppSecret: s.Keys["instagramAppSecret"]},
		Algorithm:    Algorithm(s.Values["algorithm"]),
		GraphVersion: strings.TrimSpace(s.Values["graphVersion"]),
		BaseURL:      strings.TrimSpace(s.Values["baseUrl"]),
		HTTP:         s.HTTP,
		Media:        s.Media,
		Files:        s.Files,
		Now:          s.Now,
	}
	cfg.Posts.Text = commentLength(s, "commentText", &errs)
	cfg.Posts.InstagramText = commentLength(s, "instagramCommentText", &errs)
	switch s.Values["humanAgent"] {
	case "true":
		cfg.HumanAgent = true
	case "", "false":
	default:
		errs = append(errs, &channel.FieldError{Field: "humanAgent", Code: channel.CodeInvalid, Reason: `"true" or "false" is needed`})
	}
	if s.HTTP == nil {
		cfg.TLS, cfg.Dial = s.TLS, s.Dial
		if s.Dial == nil && s.Values["baseUrl"] != "" { // a tenant chose the address
			cfg.Dial = fetch.Dialer()
		}
	}
	ch, err := New(cfg)
	if err != nil || len(errs) > 0 {
		return nil, errors.Join(append(errs, err)...)
	}
	return ch, nil
}

// commentLength reads the limit of a public answer; zero: the default.
func commentLength(s channel.Settings, field string, errs *[]error) channel.Length {
	text := strings.TrimSpace(s.Values[field])
	if text == "" {
		return channel.Length{}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		*errs = append(*errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: "the length of a comment must be a number of at least 1"})
		return channel.Length{}
	}
	return channel.Length{Max: n, Unit: channel.UTF16}
}

// viaLogin replaces the Page in the list of Instagram accounts: the account was connected by
// Instagram Login.
const viaLogin = "login"

// readPages joins the tokens of Pages and the list of Instagram accounts.
func readPages(s channel.Settings) (PageMap, []error) {
	pages := PageMap{}
	for id, token := range s.Tokens["pages"] {
		pages[id] = Page{Token: token}
	}
	var errs []error
	for i, pair := range strings.FieldsFunc(s.Values["instagram"], func(r rune) bool { return r == ',' || r == '\n' || r == ' ' }) {
		id, page, ok := strings.Cut(pair, "=")
		if !ok {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("instagram[%d]", i), Code: channel.CodeInvalid,
				Reason: "an Instagram account, an equals sign and its Page, or the word login, are needed"})
			continue
		}
		account := pages[id]
		if account.InstagramLogin = page == viaLogin; !account.InstagramLogin {
			account.LinkedTo = page
		}
		pages[id] = account
	}
	return pages, errs
}
