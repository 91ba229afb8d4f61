package twittertest

// welcome is a welcome message.
type welcome struct {
	name string
	data obj
}
