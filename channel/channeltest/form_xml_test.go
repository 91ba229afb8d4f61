package channeltest_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

// xmlHarness is a platform whose bodies are XML: <batch> with one element a message.
func xmlHarness() channeltest.Harness {
	h := otherBodies(readXML)
	list := func(elements ...string) []byte { return []byte("<batch>" + strings.Join(elements, "") + "</batch>") }
	several(&h, list, "<message/>", func(in channeltest.Incoming) string {
		return fmt.Sprintf(`<message id="in%d" account="%s" contact="%s" at="%d">%s</message>`, in.N, escaped([]byte(in.Account)), escaped([]byte(in.Contact)), in.Time.Unix(), escaped(in.Bytes()))
	})
	h.Unknown = func() []byte { return list(`<telepathy account="desk">?</telepathy>`) }
	h.Empty = [][]byte{nil, {}, []byte(" \n"), []byte("<batch/>"), []byte("<batch> </batch>"), []byte(`<?xml version="1.0"?><batch/>`)}
	h.Malformed = [][]byte{[]byte("<batch>"), []byte("</batch>"), []byte("<batch></other>"), []byte("<batch/><batch/>"), []byte("<batch/>x"), []byte("<other/>"), []byte("<batch>&none;</batch>"),
		[]byte("nonsense"), []byte("{}"), []byte("\x00"), []byte("<batch>\x00</batch>"), []byte("<batch")}
	const depth = 100_000
	h.Deep = [][]byte{[]byte("<batch>" + strings.Repeat("<a>", depth)), []byte("<batch>" + strings.Repeat("<a>", depth) + strings.Repeat("</a>", depth) + "</batch>")}
	h.Odds = oddXML
	h.More = func(body []byte) []byte {
		body = bytes.ReplaceAll(body, []byte("<message "), []byte(`<message channeltest_1="a&amp;b" `))
		return bytes.ReplaceAll(body, []byte("</message>"), []byte("<channeltest_2>no<b/></channeltest_2></message>"))
	}
	h.Rewritten = func(body []byte) [][]byte {
		return [][]byte{bytes.ReplaceAll(body, []byte("é"), []byte("&#233;")), bytes.ReplaceAll(body, []byte("A/"), []byte("<![CDATA[A]]>&#x2f;"))}
	}
	return h
}

func escaped(text []byte) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, text) // a Builder takes everything
	return out.String()
}

var value = regexp.MustCompile(`"[^"]*"|>[^<>]+</`)

// oddXML puts odd values into each attribute and each text.
func oddXML(body []byte) iter.Seq[channeltest.Change] {
	return func(yield func(channeltest.Change) bool) {
		for _, at := range value.FindAllIndex(body, -1) {
			old := body[at[0]:at[1]]
			for _, odd := range []string{"", " ", "x", "-1", "1e400", "99999999999999999999999999", "&#x202e;", "a/b/%25"} {
				with := `"` + odd + `"`
				if old[0] == '>' {
					with = ">" + odd + "</"
				}
				if !yield(channeltest.Change{Name: with + " in place of " + string(old), Body: slices.Concat(body[:at[0]], []byte(with), body[at[1]:]), Leaf: true}) {
					return
				}
			}
		}
	}
}

func readXML(body []byte) (items []item, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	depth, batches, start := 0, 0, 0
	var i item
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF && batches == 1 {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch depth++; {
			case depth == 1:
				if batches++; token.Name.Local != "batch" || batches > 1 {
					return nil, errors.New("the body is not one batch")
				}
			case depth == 2:
				start, i = int(before), item{kind: token.Name.Local}
				for _, a := range token.Attr {
					switch a.Name.Local {
					case "id":
						i.id = a.Value
					case "account":
						i.account = a.Value
					case "contact":
						i.contact = a.Value
					case "at":
						i.at = digits(a.Value)
					}
				}
			}
		case xml.EndElement:
			if depth--; depth == 1 {
				i.raw = body[start:d.InputOffset()]
				items = append(items, i)
			}
		case xml.CharData:
			if depth == 2 {
				i.text += string(token)
			} else if depth == 0 && len(bytes.TrimSpace(token)) > 0 {
				return nil, errors.New("text outside of the batch")
			}
		}
	}
}

// finds reports whether a case of the suite fails.
func finds(t testing.TB, h channeltest.Harness, name string) bool {
	failed, _ := flaw.Found(t, func(t testing.TB) { channeltest.Check(t, h, name) })
	return failed
}

// A platform whose bodies are XML passes the whole suite.
func TestConformanceOfXML(t *testing.T) { channeltest.Run(t, xmlHarness()) }

// The suite sees a platform that takes damaged XML for an empty body, and one that takes an empty
// batch for damaged.
func TestXMLWithFlaws(t *testing.T) {
	for name, read := range map[string]func([]byte) ([]item, error){
		"malformed": func(body []byte) ([]item, error) { items, _ := readXML(body); return items, nil },
		"empty": func(body []byte) ([]item, error) {
			items, err := readXML(body)
			if err == nil && items == nil {
				err = errors.New("nothing there")
			}
			return items, err
		},
	} {
		h := xmlHarness()
		h.New = otherBodies(read).New
		if !finds(t, h, name) {
			t.Errorf("the case %q does not see the flaw", name)
		}
	}
}
