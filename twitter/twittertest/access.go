package twittertest

import (
	"net/http"
	"strings"
)

// Access is what the app's plan and the state of its account let it do.
type Access string

// Plans of an app, and states of the app or its account.
const (
	AccessAll      Access = ""                     // both versions of the API
	AccessV2       Access = "v2"                   // v2, and of v1.1 only media upload and OAuth; all else answers 403 with code 453
	AccessV11      Access = "v1.1"                 // nothing of v2: client-not-enrolled
	NoCredits      Access = "no credits"           // v2 answers 402 CreditsDepleted
	UsageSpent     Access = "usage spent"          // v2 answers 429 UsageCapExceeded
	AppSuspended   Access = "app suspended"        // everything answers 401, v1.1 with code 416
	Suspended      Access = "account suspended"    // calls for the account answer 403, v1.1 with code 64
	Locked         Access = "account locked"       // calls for the account answer 403, v1.1 with code 326
	LooksAutomated Access = "looks like a machine" // messages are refused with 403, on v1.1 with code 226
)

// SetAccess changes what the app may do. At the start that is AccessAll, or AccessV2 with
// Config.NoV11.
func (s *Server) SetAccess(a Access) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.access = a
}

// checkAccess refuses what the plan lacks, and what the account may not do. Of v2's answers to the
// states of an account only the text is known, not which state has which.
func (s *Server) checkAccess(c *call, e endpoint) *failure {
	s.mu.Lock()
	access := s.access
	s.mu.Unlock()
	v2 := strings.HasPrefix(c.URL.Path, "/2/")
	acts := c.by != byBearer
	switch {
	case access == AccessV2 && strings.HasPrefix(c.URL.Path, "/1.1/") && !strings.HasPrefix(c.URL.Path, "/1.1/media/"):
		return errLevel
	case access == AppSuspended:
		return v11(401, 416, "Invalid / suspended application")
	case access == Suspended && acts:
		return restricted(v11(403, 64, "Your account is suspended and is not permitted to access this feature."))
	case access == Locked && acts:
		return restricted(v11(403, 326, "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to https://twitter.com to unlock your account."))
	case access == LooksAutomated && e.sends:
		return restricted(v11(403, 226, "This request looks like it might be automated. To protect our users from spam and other malicious activity, we can't complete this action right now. Please try again later."))
	case access == AccessV11 && v2:
		return &failure{status: http.StatusForbidden, problem: obj{
			"client_id": s.cfg.AppID, "required_enrollment": "Standard Basic", "registration_url": "https://developer.twitter.com/en/account",
			"title": "Client Forbidden", "reason": "client-not-enrolled", "type": "https://api.x.com/2/problems/client-forbidden",
			"detail": "This request must be made using an approved developer account that is enrolled in the requested endpoint. Learn more by visiting our documentation.",
		}}
	case access == NoCredits && v2:
		return &failure{status: http.StatusPaymentRequired, problem: obj{
			"title": "CreditsDepleted", "type": problems + "credits",
			"detail": "Your enrolled account [" + s.cfg.AppID + "] does not have any credits to fulfill this request.",
		}}
	case access == UsageSpent && v2:
		return &failure{status: http.StatusTooManyRequests, problem: obj{
			"account_id": 27000002, "product_name": "standard-basic", "title": "UsageCapExceeded", "period": "Monthly",
			"scope": "Product", "detail": "Usage cap exceeded: Monthly product cap", "type": problems + "usage-capped",
		}}
	}
	return nil
}

// restricted is a v1.1 failure that v2 tells without its reason.
func restricted(f *failure) *failure {
	f.problem = forbidden("This operation is not permitted.").problem
	return f
}
