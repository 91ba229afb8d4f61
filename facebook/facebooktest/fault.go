package facebooktest

import (
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Rate is a limit on the calls of one Page's Send API: {Kind, N, Per, Depth}. The zero Rate limits nothing; Depth is that of a TokenBucket, by default
// a fifth of N.
type Rate = standin.Rate

// The kinds of Rate.
const (
	FixedWindow   = standin.FixedWindow
	SlidingWindow = standin.SlidingWindow
	TokenBucket   = standin.TokenBucket
)

// Call is one API call in the log: {Method, Host, Path, Body, Status, At}. Credentials are cut from Path and Body; Status is
// zero where no answer was given.
type Call = standin.Call

// Fault is one way to misbehave. Its method Chance(p) lets it strike with a probability only, On(part) only calls whose path
// contains part, and Header(k, v) adds a header to the answer of a Status fault.
type Fault = standin.Fault

// Refuse makes no connection: the request never leaves. Over a real socket it is a Drop.
func Refuse() Fault { return standin.Refuse() }

// Drop breaks the connection once the request was read, without acting.
func Drop() Fault { return standin.Drop() }

// LoseAnswer acts and breaks the connection before answering.
func LoseAnswer() Fault { return standin.LoseAnswer() }

// Reset acts and breaks the connection in the middle of the answer.
func Reset() Fault { return standin.Reset() }

// Delay acts at once and holds the answer back.
func Delay(d time.Duration) Fault { return standin.Delay(d) }

// Latency is a slow network: a round trip between lo and hi, one half before acting and one after.
func Latency(lo, hi time.Duration) Fault { return standin.Latency(lo, hi) }

// Status answers with this status and body, without acting.
func Status(code int, body string) Fault { return standin.Status(code, body) }

// Duplicate delivers a webhook twice; Fail counts webhooks for it.
func Duplicate() Fault { return standin.Duplicate() }

// Reorder puts a webhook before the one queued last; Fail counts webhooks for it.
func Reorder() Fault { return standin.Reorder() }
