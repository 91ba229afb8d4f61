package standin

import "net/http"

// A Connection is how a host reaches a stand-in, and the settings and credentials that its channel
// needs, under the names that the platform's driver has for them. Every stand-in returns its own.
// Package directorytest makes a record of it. It prints credentials, which are pretended.
type Connection struct {
	Platform string
	Account  string   // the bot, Page, number or user that the host writes as; the first, if several
	Hosts    []string // names of the platform's hosts; their subdomains belong to them
	Path     string   // of the webhook that is set; empty if none is

	Settings map[string]string
	Keys     map[string]string            // credentials, by field
	Tokens   map[string]map[string]string // credentials of accounts, by field and account
}

// Connected is a stand-in with its Connection. All stand-ins of this module are.
type Connected interface {
	http.Handler
	Client() *http.Client
	Connection() Connection
}

// credentials are all secrets that a host's calls may show.
func (c Connection) credentials() []string {
	var all []string
	for _, key := range c.Keys {
		all = append(all, key)
	}
	for _, accounts := range c.Tokens {
		for _, token := range accounts {
			all = append(all, token)
		}
	}
	return all
}
