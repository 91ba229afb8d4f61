package facebooktest

// persona is one that the host made.
type persona struct {
	id, name, picture string
}
