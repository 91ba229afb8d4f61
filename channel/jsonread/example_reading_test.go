package jsonread_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// A receiver reads the members it knows. Ids and times may be numbers or strings; what it does not
// know is skipped.
func Example() {
	body := []byte(`{"object":"page","entry":[{"id":240011112222333,"time":"1768003400123","messaging":[
		{"sender":{"id":"7310998877665544"},"message":{"mid":"m_1","text":"Gr\u00fc\u00dfe \ud83d\udca1","nlp":{"x":[1]}}}]}]}`)

	r, err := jsonread.New(body)
	if err != nil {
		fmt.Println(err)
		return
	}
	for key := range r.Object {
		if string(key) != "entry" {
			continue
		}
		for range r.Array {
			for key := range r.Object {
				switch string(key) {
				case "id":
					fmt.Println("page", r.ID())
				case "time":
					fmt.Println("time", r.Int())
				case "messaging":
					for range r.Array {
						readMessaging(&r)
					}
				}
			}
		}
	}
	// Output:
	// page 240011112222333
	// time 1768003400123
	// 7310998877665544 says "Grüße 💡"
}

func readMessaging(r *jsonread.Reader) {
	var sender, text string
	for key := range r.Object {
		switch string(key) {
		case "sender":
			for key := range r.Object {
				if string(key) == "id" {
					sender = r.ID()
				}
			}
		case "message":
			for key := range r.Object {
				if string(key) == "text" {
					text = r.Text()
				}
			}
		}
	}
	fmt.Printf("%s says %q\n", sender, text)
}

// One odd element does not cost the batch its others: the count of mismatches tells which one it
// was, and its bytes can be kept.
func ExampleReader_Mismatches() {
	r, err := jsonread.New([]byte(`[{"id":1,"text":"one"},{"id":2,"text":["t","w","o"]},{"id":3,"text":null}]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for range r.Array {
		raw := r.Raw()
		element := jsonread.Sub(raw)
		var id, text string
		for key := range element.Object {
			switch string(key) {
			case "id":
				id = element.ID()
			case "text":
				text = element.Text()
			}
		}
		if element.Mismatches() > 0 {
			fmt.Printf("odd: %s\n", raw)
			continue
		}
		fmt.Printf("%s %q\n", id, text)
	}
	// Output:
	// 1 "one"
	// odd: {"id":2,"text":["t","w","o"]}
	// 3 ""
}
