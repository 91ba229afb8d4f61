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
		"wifi没ok, app没on":        "wifi\xc3\xbbok|app\xc3\xbbon",
		"wifi没ok, app每on":        "wifi\xc3\xbbok|app\xc3\xbfon|modem\xc3\xa8ok",
		"wifi没ok, app暖on":        "wifi\xc3\xbbok|app\xc5\xafon", // ů
		"路":                      "\xc2\xb7",
		"24掳":                    "24\xc2\xb0C",
		"喂喂喂喂":                   "\xce\xb9\xce\xb9\xce\xb9\xce\xb9",
		"位为喂":                    "\xce\xbb\xce\xaa\xce\xb9",
		"專注, in GBK":             "\xd7\xa8\xd7\xa2",
		"請, traditional, in GBK": "\xd5\x88",
		"話, traditional, in GBK": "\xd4\x92",
		"小学校":                    "\xd0\xa1\xd1\xa7\xd0\xa3",
		"電價, in GBK":             "\xeb\x8a\x83\x72",          // 늃r
		"順發, in GBK":             "\xed\x98\xb0\x6c",          // 혰l
		"閱歷, in GBK":             "\xe9\x86\x9a\x76",          // 醚v
		"類別, in GBK":             "\xee\x90\x84\x65",          // a private character
		"請願團, in GBK":            "\xd5\x88\xee\xa2\x88\x46",  // two and three bytes
		"雲存儲, in GBK":            "\xeb\x85\xb4\xe6\x83\xa6",  // 녴惦
		"鬆綁, in GBK":             "\xf3\xa0\xbd\x89",          // four bytes
		"蝎子, in Big5":            "\xe7\xb2\xa4\x6c",          // 粤l
		"靚女, in Big5":            "\xe8\xb0\xa4\x6b",          // 谤k
		"簽, in Big5":             "VIP\xc3\xb1",               // VIPñ
		"책, in EUC-KR":           "app\xc3\xa5",               // å
		"發電, in Shift-JIS":       "\xe1\xa2\x93\x64",          // Mongolian
		"魏先生, in Shift-JIS":      "\xe9\xb0\x90\xe6\x90\xb6",  // 鰐搶
		"遙控, in Shift-JIS":       "\xea\xa1\x8d\x54",          // Phags-pa
		"ﾃｽ, in Shift-JIS":       "\xc3\xbd",                  // ý
		"罔极, in EUC-JP":          "\xe6\xa8\x8f\xc3\xa7",      // 樏ç
		"發燙, in EUC-JP":          "\xe2\xa4\x8f\xca\xb9",      // an arrow
		"แกง, in TIS-620":        "\xe1\xa1\xa7",              // Mongolian
		"แดง|โดน, in TIS-620":    "\xe1\xb4\xa7|\xe2\xb4\xb9", // two scripts
		"Ні, in Windows-1251":    "\xcd\xb3",                  // ͳ
		"Ці|Ні, in Windows-1251": "\xd6\xb3|\xcd\xb3",         //
		"её, in KOI8-R":          "\xc5\xa3",                  // ţ
		"سگ, in Windows-1256":    "\xd3\x90",                  // Ӑ
		"CAFÉ®, in Windows-1252": "CAF\xc9\xae",               // CAFɮ
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
		"客服", "转接", "客户", "はい", "いい", "상담", "VIP客服", "客服A", "転送A|はい", // two of three bytes
		"สวัสดี", "नमस्ते", "гривна ₴", "Nguyễn|Việt", "（电话）",
		"Müller|Hôtel", "Hôtel|Réunion", "Müller|Zürich", "María|José Muñoz|López", "Björn|Åsa|Jönsson", "café|Müller|Zürich", "São Paulo|garçon", "señor Muñoz",
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
