// Package keyword finds the words with which a customer asks for a person, in messages as people
// type them: in any script, with any keyboard, case, width and punctuation.
//
//	words, err := keyword.Compile(keyword.Set{
//		Mode: keyword.Phrase,
//		List: []keyword.Word{{Text: "agent"}, {Text: "转人工"}},
//		Deny: []string{"travel agent"},
//	})
//	hit, ok := words.Match(message)
//
// A host sets the field Keyword of a session's event by it. The package knows no session, no
// platform and no store.
package keyword
