package facebook

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/contactkit/contactkit/channel"
)

// Page is an account and the token to send with.
type Page struct {
	// Token is the Page access token. If it is empty for an Instagram account, the token of the
	// Page in LinkedTo is used.
	Token channel.Secret
	// LinkedTo is set for an Instagram professional account. It names the Page that the account is
	// linked to, and through which its messages are sent.
	LinkedTo string
	// InstagramLogin is set for an Instagram professional account that was connected by Instagram
	// Login, without a Page. Token is the account's own, and calls go to Config.Instagram.BaseURL.
	InstagramLogin bool
}

// Pages tells which accounts the app serves, and their tokens. The channel asks it for each
// message, so accounts may come and go while traffic flows. Its methods may be called concurrently,
// must be quick and must do no I/O. PageMap is a fixed list, PageTable one that changes.
type Pages interface {
	// Page returns the account with this id: a Page id, or the id of an Instagram account.
	Page(id string) (Page, bool)
	// IDs returns the ids of all accounts, in any order. The caller owns the slice.
	IDs() []string
}

// PageMap holds accounts by id. It must not be changed while a Channel uses it: use a PageTable for
// accounts that come and go.
type PageMap map[string]Page

// Page returns the account with this id.
func (p PageMap) Page(id string) (Page, bool) {
	page, ok := p[id]
	return page, ok
}

// IDs returns the ids of all accounts, sorted.
func (p PageMap) IDs() []string { return slices.Sorted(maps.Keys(p)) }

// PageTable holds accounts that come, go and get new tokens while a Channel uses it. The zero
// PageTable is empty. It is safe for concurrent use, and must not be copied.
type PageTable struct {
	mu    sync.RWMutex
	pages PageMap
}

// Format prints the ids of the accounts for every verb: fmt would print the tokens in unexported
// fields as they are.
func (t *PageTable) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "facebook.PageTable%v", t.IDs())
}

// Set adds or replaces an account. The next call uses its new token. The error joins all
// complaints, one FieldError each, and nothing is changed then. An Instagram account must be added
// after its Page.
func (t *PageTable) Set(id string, page Page) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.pages.checkOne(id, page); err != nil {
		return err
	}
	if t.pages == nil {
		t.pages = PageMap{}
	}
	t.pages[id] = page
	return nil
}

// Remove removes an account, if it is there. Sending for it is refused from then on.
func (t *PageTable) Remove(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.pages, id)
}

// Page returns the account with this id.
func (t *PageTable) Page(id string) (Page, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.pages.Page(id)
}

// IDs returns the ids of all accounts, sorted.
func (t *PageTable) IDs() []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.pages.IDs()
}

// check joins the complaints about each account.
func (p PageMap) check() error {
	var errs []error
	for _, id := range p.IDs() {
		errs = append(errs, p.checkOne(id, p[id]))
	}
	return errors.Join(errs...)
}

func (p PageMap) checkOne(id string, page Page) error {
	var errs complaints
	field := "pages[" + id + "]"
	if !isDigits(id) {
		errs.add(field, channel.CodeInvalid, "the id of a Page or Instagram account must be a number")
	}
	if err := page.Token.Check(field + ".token"); err != nil {
		errs = append(errs, err)
	}
	if page.InstagramLogin && page.LinkedTo != "" {
		errs.add(field+".linkedTo", channel.CodeConflict, "an account of Instagram Login must not be linked to a Page")
	}
	if page.LinkedTo == "" || page.InstagramLogin {
		if page.Token == "" {
			errs.add(field+".token", channel.CodeMissing, "a Page, or an account of Instagram Login, needs its access token")
		}
		return errors.Join(errs...)
	}
	if !isDigits(page.LinkedTo) || page.LinkedTo == id {
		errs.add(field+".linkedTo", channel.CodeInvalid, "the Page of an Instagram account must be named by its id")
	}
	if cmp.Or(page.Token, p[page.LinkedTo].Token) == "" {
		errs.add(field+".token", channel.CodeMissing, "an Instagram account or its Page needs an access token")
	}
	return errors.Join(errs...)
}

// sender is the Page and the token of a call.
type sender struct {
	through string // Page id in the path of calls
	token   channel.Secret
	direct  bool // an account of Instagram Login: another host, and no proof of the app
}

// person is the sender of a call with the token of a person.
func person(token channel.Secret) sender { return sender{token: token} }

// app is the sender of a call of the app itself.
func (c *Channel) app() sender { return sender{token: c.appToken()} }

// sender finds the Page and the token of an account.
func (c *Channel) sender(account string) (sender, bool) {
	page, ok := c.page(account)
	if !ok {
		return sender{}, false
	}
	s := sender{through: account, token: page.Token, direct: page.InstagramLogin}
	if page.LinkedTo != "" {
		s.through = page.LinkedTo
		if s.token == "" {
			linked, _ := c.page(page.LinkedTo)
			s.token = linked.Token
		}
	}
	return s, true
}

func (c *Channel) page(account string) (Page, bool) {
	if c.cfg.Pages == nil {
		return Page{}, false
	}
	return c.cfg.Pages.Page(account)
}

// isInstagram reports whether an account is one of Instagram.
func (c *Channel) isInstagram(account string) bool {
	page, _ := c.page(account)
	return page.LinkedTo != "" || page.InstagramLogin
}

// isNode reports whether an id can be the whole path of a call. "me" is the owner of the token. Ids
// are numbers, words like "t_1" or base64.
func isNode(id string) bool {
	return id != "" && id != "me" && strings.Trim(id, ".") != "" && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("_-.:=$+", r)
	})
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
