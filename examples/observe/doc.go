// Package observe shows how a host watches what it sends. Metrics counts for Prometheus what became
// of messages, Database measures what waits in a database of package channel/postgres, and
// Platforms how late webhook calls are and what platforms say of webhooks and credentials. Traces
// makes one OpenTelemetry trace of a webhook call and all that comes of it, over all nodes. An
// Example has spans of the calls to a platform without the credential that Telegram puts in their
// addresses. examples/deploy has a dashboard and alarms on these metrics.
package observe
