package twitter

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
)

const opOpen = "open media"

// mediaHosts are X's own hosts of files, and whether they want a signature at once. That ton.x.com
// exists is not confirmed.
var mediaHosts = map[string]bool{"ton.twitter.com": true, "ton.x.com": true, "video.twimg.com": false, "pbs.twimg.com": false}

// OpenMedia opens a received file, or its Preview when that is put into URL. It asks X's own hosts
// alone, over https, with the credentials of the account, and follows no redirect. Type is what the
// first bytes say (channel.TypeOf). Photos are for the account alone, and gone when the message is
// deleted. A file of more than 512 MiB is not cut: OpenMedia, or reading the file, fails with an
// error that matches channel.ErrTooLarge. A file of an encrypted conversation is decrypted while it
// is read, and reading fails if it was changed or cut. [Message attachments: retrieving media]
func (c *Channel) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	if isChat(of) && a.URL == "" {
		return c.openChat(ctx, of, a)
	}
	if !c.Limits(of).Abilities.OpenMedia {
		return channel.File{}, channel.Unsupported(Platform, opOpen)
	}
	if of.Platform != Platform || of.Account != c.cfg.Account {
		return channel.File{}, call.Rejected(Platform, opOpen, c.checkThread(of))
	}
	u, err := url.Parse(a.URL)
	signs, known := false, false
	if err == nil {
		signs, known = mediaHosts[strings.ToLower(u.Host)]
	}
	if !known || u.Scheme != "https" || u.User != nil {
		return channel.File{}, call.Rejected(Platform, opOpen, &channel.FieldError{Field: "url", Code: channel.CodeInvalid, Reason: "a received file lies at one of X's own hosts"})
	}
	f, err := c.open(ctx, u, signs)
	if err != nil {
		return channel.File{}, err
	}
	f.Name = cmp.Or(a.Name, f.Name)
	return channel.Sniff(f, a.Type), nil
}

// open asks for a file; videos and previews without a signature first, as nothing says that X wants
// one.
func (c *Channel) open(ctx context.Context, u *url.URL, signs bool) (channel.File, error) {
	u.Fragment = ""
	get := fetch.Get{Client: c.openFiles, Platform: Platform, Op: opOpen, Most: mostVideo, Secrets: c.secrets}
	if !signs {
		f, err := get.Open(ctx, u.String())
		if !errors.Is(err, channel.ErrUnauthorized) {
			return f, err
		}
	}
	get.Client = c.ownFiles
	f, err := channel.File{}, call.Unauthorized(Platform, opOpen, errors.New("the file needs an access token"))
	if !c.cfg.byTokenAlone() {
		f, err = get.Open(ctx, u.String())
	}
	if c.cfg.OAuth2.Tokens == nil || !errors.Is(err, channel.ErrUnauthorized) {
		return f, err
	}
	parts := strings.Split(u.EscapedPath(), "/")
	if len(parts) < 4 || !signs {
		return f, err
	}
	// v2 gives photos out to user tokens of OAuth 2.0; the ids are those at the end of the address.
	// [OpenAPI document]
	token, errToken := c.userToken(ctx, "")
	if errToken != nil && c.cfg.byTokenAlone() {
		return channel.File{}, errToken
	}
	if errToken != nil {
		return f, err
	}
	get.Client, get.Header = c.long, http.Header{"Authorization": {"Bearer " + token.Reveal()}}
	get.Secrets = append([]string{token.Reveal()}, c.secrets...)
	return get.Open(ctx, c.cfg.BaseURL+"/2/dm_conversations/media/"+strings.Join(parts[len(parts)-3:], "/"))
}
