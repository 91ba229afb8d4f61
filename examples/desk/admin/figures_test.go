package admin

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session/metrics"
)

// A 95th percentile is shown from the twentieth wait on.
func TestMostOfAQueue(t *testing.T) {
	sheet, err := metrics.NewSheet(store.Levels...)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	for n := 1; n <= 20; n++ {
		sheet.Add(metrics.Dimensions{Measure: metrics.Wait, Queue: "support"}, at, time.Duration(n)*time.Second)
		most := queueFigures(sheet)[0].Most
		if n < 20 && most != 0 {
			t.Errorf("%v after %d waits", most, n)
		}
		if n == 20 && (most < 18*time.Second || most > 21*time.Second) {
			t.Errorf("%v after 20 waits of up to 20 s", most)
		}
	}
}
