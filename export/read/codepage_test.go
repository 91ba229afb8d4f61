package read

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/export"
)

// Cells, separated by |, of a file without a byte-order mark in a code page whose bytes are UTF-8
// by chance. Read as UTF-8, each would be another word.
func TestCodePageByChance(t *testing.T) {
	for name, cells := range map[string]string{
		"转":                      "\xd7\xaa",
		"IVR转VIP":                "IVR\xd7\xaaVIP",
		"VIP女":                   "VIP\xc5\xae",
		"app猫":                   "app\xc3\xa8",
		"A木":                     "A\xc4\xbe",
		"木a":                     "\xc4\xbea",
		"OK么":                    "OK\xc3\xb4",
		"QQ群b":                   "QQ\xc8\xbab",
		"VIP没ok":                 "VIP\xc3\xbbok",
		"wifi没ok, once":          "wifi\xc3\xbbok",
		"wifi没ok, twice":         "wifi\xc3\xbbok|wifi\xc3\xbbok",
		"路":                      "\xc2\xb7",
		"24掳":                    "24\xc2\xb0C",
		"喂喂喂喂":                   "\xce\xb9\xce\xb9\xce\xb9\xce\xb9",
		"位为喂":                    "\xce\xbb\xce\xaa\xce\xb9",
		"專注, in GBK":             "\xd7\xa8\xd7\xa2",
		"請, traditional, in GBK": "\xd5\x88",
		"話, traditional, in GBK": "\xd4\x92",
		"小学校":                    "\xd0\xa1\xd1\xa7\xd0\xa3",
		"several cells":          "VIP\xc5\xae|app\xc3\xa8|A\xc4\xbe",
	} {
		got, wrong, err := readColumn(cells)
		if len(got) > 0 || len(wrong) != 1+strings.Count(cells, "|") || err != nil {
			t.Errorf("%s: read as %q, %v, %v", name, got, wrong, err)
		}
	}
}

// Cells, separated by |, of a file in UTF-8 without a mark whose letters show that it is.
func TestUTF8WithoutAMark(t *testing.T) {
	for _, cells := range []string{
		"转", "转人工", "VIP女", "請", "人|木", // three bytes
		"😀", "“ok”", "l’été", "5 €",
		"оператор", "Нет", "МОСКВА", "λόγος", "שלום", "مرحبا",
		"Straße", "Złoty",
		"Müller|Hôtel", "café|Müller|Zürich", "São Paulo|garçon", "señor Muñoz",
		"ת|转", // the second cell clears the first
	} {
		got, wrong, err := readColumn(cells)
		if strings.Join(got, "|") != cells || len(wrong) > 0 || err != nil {
			t.Errorf("%s: %q, %v, %v", cells, got, wrong, err)
		}
	}
}

// A head with letters that are not ASCII is the name of a column, so the file is in UTF-8.
func TestUTF8ByItsHead(t *testing.T) {
	columns := []export.Column[string]{{Name: "Größe", Set: func(s *string, v export.Value) error { *s = v.Text(); return nil }}}
	got, wrong, err := CSV(strings.NewReader("Größe\ncafé\n"), columns)
	if len(got) != 1 || got[0] != "café" || len(wrong) > 0 || err != nil {
		t.Errorf("%q, %v, %v", got, wrong, err)
	}
}

// readColumn reads cells, separated by |, as the only column of a file.
func readColumn(cells string) ([]string, []RowError, error) {
	columns := []export.Column[string]{{Name: "a", Set: func(s *string, v export.Value) error { *s = v.Text(); return nil }}}
	return CSV(strings.NewReader("a\n"+strings.ReplaceAll(cells, "|", "\n")+"\n"), columns)
}
