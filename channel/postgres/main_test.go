package postgres_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func TestMain(m *testing.M) {
	postgres.SetDatabase(func(t testing.TB) *pgxpool.Pool { return postgrestest.Empty(t).Pool })
	os.Exit(postgrestest.Main(m))
}
