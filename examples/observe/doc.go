// Package observe shows how a host watches what it sends: spans of the calls to a platform by
// OpenTelemetry, without the credential that Telegram puts in their addresses, and counters of what
// became of messages by Prometheus. Everything is in its Examples.
package observe
