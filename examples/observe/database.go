package observe

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// Querier is the part of a pool or a connection of pgx that Database needs.
type Querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// databaseTime bounds a measurement: a frozen database must not hold the scraper.
const databaseTime = 2 * time.Second

// waiting is what Database measures, each by one index scan.
var waiting = []struct{ name, help, query string }{
	{"contactkit_input_oldest_seconds", "Age of the oldest input that is not applied.",
		`SELECT coalesce(extract(epoch FROM now() - min(at)), 0)::float8 FROM contactkit_input WHERE status = 0`},
	{"contactkit_line_oldest_seconds", "How long the thread that no node has claimed, and in which a message is due, has been due: the longest.",
		`SELECT coalesce(extract(epoch FROM now() - min(due)), 0)::float8 FROM contactkit_line WHERE due <= now() AND until <= now()`},
	{"contactkit_unsent_oldest_seconds", "How long a thread has had something to send without a break, put off or claimed or not: the longest.",
		`SELECT coalesce(extract(epoch FROM now() - min(since)), 0)::float8 FROM contactkit_line`},
	{"contactkit_receipts_uncertain", "Messages whose fate is unknown: a person decides.",
		`SELECT count(*)::float8 FROM contactkit_receipt WHERE state = 1 AND NOT closed`},
	{"contactkit_inputs_bad", "Inputs on which deciding failed: Store.Bad has them.",
		`SELECT count(*)::float8 FROM contactkit_input WHERE status = 4`},
	{"contactkit_nodes_behind", "Pairs of a node and a channel where the node does not have the channel's present revision.",
		`SELECT count(*)::float8 FROM contactkit_node n CROSS JOIN contactkit_record r
			LEFT JOIN contactkit_seen s ON s.node = n.node AND s.record = r.id
			WHERE n.at > now() - interval '1 minute' AND s.rev IS DISTINCT FROM r.rev`},
}

// Database is a prometheus.Collector of what waits in a database of package channel/postgres. If
// the database does not answer within two seconds, contactkit_database_up is 0 and the other
// figures are missing.
type Database struct {
	db    Querier
	up    *prometheus.Desc
	descs []*prometheus.Desc
}

// NewDatabase returns a collector, which a host registers.
func NewDatabase(db Querier) *Database {
	d := &Database{db: db, up: prometheus.NewDesc("contactkit_database_up", "Whether the database answers.", nil, nil)}
	for _, w := range waiting {
		d.descs = append(d.descs, prometheus.NewDesc(w.name, w.help, nil, nil))
	}
	return d
}

// Describe sends what Collect may measure.
func (d *Database) Describe(to chan<- *prometheus.Desc) {
	to <- d.up
	for _, desc := range d.descs {
		to <- desc
	}
}

// Collect measures. It may be called concurrently.
func (d *Database) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTime)
	defer cancel()
	up := 1.0
	for i, w := range waiting {
		var v float64
		if err := d.db.QueryRow(ctx, w.query).Scan(&v); err != nil {
			up = 0
			break
		}
		to <- prometheus.MustNewConstMetric(d.descs[i], prometheus.GaugeValue, v)
	}
	to <- prometheus.MustNewConstMetric(d.up, prometheus.GaugeValue, up)
}
