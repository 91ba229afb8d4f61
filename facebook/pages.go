package facebook

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Page is what is needed to send for one account.
type Page struct {
	// Token is the Page access token. An Instagram account may leave it empty: the token of the Page in LinkedTo is used.
	Token channel.Secret
	// LinkedTo is set for an Instagram professional account and names the Page that it is linked to: messages leave through that Page.
	LinkedTo string
}

// Pages tells which accounts the app serves, and their tokens. It is asked for each message, so that pages come and go
// while traffic flows. Methods may be called concurrently, must be quick and do no I/O. PageMap is the simple one.
type Pages interface {
	// Page returns the account with this id: a Page id, or the id of an Instagram account.
	Page(id string) (Page, bool)
	// IDs returns the ids of all accounts, in any order. The caller owns the slice.
	IDs() []string
}

// PageMap holds accounts by id. It must not be changed while a Channel uses it; for pages that come and go, implement Pages.
type PageMap map[string]Page

// Page returns the account with this id.
func (p PageMap) Page(id string) (Page, bool) {
	page, ok := p[id]
	return page, ok
}

// IDs returns the ids of all accounts, sorted.
func (p PageMap) IDs() []string { return slices.Sorted(maps.Keys(p)) }

// check joins the complaints about each account.
func (p PageMap) check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	for _, id := range p.IDs() {
		page, field := p[id], "pages["+id+"]"
		if !isDigits(id) {
			complain(field, channel.CodeInvalid, "the id of a Page or Instagram account is a number")
		}
		if page.LinkedTo == "" {
			if page.Token == "" {
				complain(field+".token", channel.CodeMissing, "without a Page access token nothing can be sent for this Page")
			}
			continue
		}
		if !isDigits(page.LinkedTo) || page.LinkedTo == id {
			complain(field+".linkedTo", channel.CodeInvalid, "an Instagram account is linked to a Page, given by its id")
		}
		if cmp.Or(page.Token, p[page.LinkedTo].Token) == "" {
			complain(field+".token", channel.CodeMissing, "neither the Instagram account nor its Page has a token: nothing can be sent for it")
		}
	}
	return errors.Join(errs...)
}

// sender is an account as calls need it.
type sender struct {
	through string // Page id in the path of calls
	token   channel.Secret
}

// sender finds the Page and token to send with for an account.
func (c *Channel) sender(account string) (sender, bool) {
	page, ok := c.page(account)
	if !ok {
		return sender{}, false
	}
	s := sender{through: account, token: page.Token}
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

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
