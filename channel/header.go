package channel

// HeaderChecker is the ability to judge a webhook call before its body is read. See decision 220.
type HeaderChecker interface {
	// CheckHeader reports whether method, query and headers leave it possible that Receive accepts
	// the call: the secret header is right, or the signature is there and has its form. The body of
	// w is missing and must not matter. An error is the one that Receive would return for any body.
	CheckHeader(w Webhook) error
}

// CheckHeader asks the header check of a channel, or of one that it wraps. If the channel has none,
// every call may be authentic and the result is nil.
func CheckHeader(ch Receiver, w Webhook) error {
	if c, ok := As[HeaderChecker](ch); ok {
		return c.CheckHeader(w)
	}
	return nil
}
