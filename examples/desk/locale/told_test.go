package locale

import "testing"

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
