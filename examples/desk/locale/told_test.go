package locale

import (
	"testing"
	"time"
)

func TestTold(t *testing.T) {
	english, spanish := Words{}, For("es", "", "")
	ended := Tell("The conversation has ended: {why}.", "why", Tell("ended by the agent"))
	for _, tt := range []struct {
		stored          Told
		want, inSpanish string
	}{
		{"", "", ""},
		{"a row from before", "a row from before", "a row from before"},
		{Tell("taken back"), "taken back", "retirado"},
		{Tell("{name} serves the customer.", "name", `"Ann" {name} \`), `"Ann" {name} \ serves the customer.`, `"Ann" {name} \ atiende al cliente.`},
		{Tell("{name} serves the customer.", "name", Plain("\x1f[\"taken back\"]")), `["taken back"] serves the customer.`, `["taken back"] atiende al cliente.`},
		{ended, "The conversation has ended: ended by the agent.", "La conversación ha terminado: terminada por el agente."},
		{Tell("sent as {n} messages", "n", 2), "sent as 2 messages", "enviado en 2 mensajes"},
		{"\x1f[1", "[1", "[1"},
		{"\x1f[]", "[]", "[]"},
		{"\x1f[[[1]]]", "1", "1"},
	} {
		if got := english.Told(string(tt.stored)); got != tt.want {
			t.Errorf("%q in English: %q, want %q", tt.stored, got, tt.want)
		}
		if got := spanish.Told(string(tt.stored)); got != tt.inSpanish {
			t.Errorf("%q in Spanish: %q, want %q", tt.stored, got, tt.inSpanish)
		}
	}
	at := time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC)
	if got, want := For("es", "", "Asia/Tokyo").Told(string(Tell("from {from} until {until}", "from", Moment(at), "until", Moment(at.Add(time.Hour))))), "desde 1 de diciembre de 2026 08:30 hasta 1 de diciembre de 2026 09:30"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := english.Told("\x1f[\"{moment}\",\"soon\"]"); got != "{moment}" {
		t.Error(got)
	}
	if got := ended.English(); got != "The conversation has ended: ended by the agent." {
		t.Error(got)
	}
}

// A damaged row is shown, and never a fault.
func FuzzTold(f *testing.F) {
	f.Add("\x1f[\"a {b}\",\"b\",[\"c\"]]")
	f.Add("\x1f[[[[]]]]")
	f.Fuzz(func(t *testing.T, stored string) {
		got := Words{}.Told(stored)
		if plain := string(Plain(stored)); (Words{}).Told(plain) != plain {
			t.Errorf("%q is taken for a text with values: %q", plain, got)
		}
	})
}
