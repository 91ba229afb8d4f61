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
//
// # What makes no difference
//
// Keywords and messages are compared after folding both. These make no difference:
//
//   - compatibility forms (NFKC), case, white space, and punctuation and symbols at the ends:
//     "ＡＧＥＮＴ!" is "agent", "STRASSE" is "straße";
//   - invisible characters: format characters with the joiners, variation selectors, the Arabic
//     tatweel;
//   - typographic signs: curly apostrophes and quotation marks, hyphens and dashes of any length,
//     the frame of a keycap, the digits of every script with their percent and decimal signs.
//
// Unless [Set].Strict is set, letters that people and keyboards exchange are the same too:
//
//   - Latin: ı and i, œ and oe, æ and ae, ș and ş, ə and ǝ, đ and ð (whose capitals look alike),
//     the two places of a tone in Vietnamese (hòa, hoà), the line and the dot below of Yoruba;
//   - Greek: accents, which capitals have not;
//   - Cyrillic: ё and е, stress marks (операто́р), I, l and 1 for the palochka (хӏума);
//   - Armenian: և, եւ and եվ;
//   - Arabic, Persian, Urdu, Kurdish, Pashto: hamza on its carriers, madda, the forms of yeh, kaf,
//     gaf and heh, ta marbuta, vowel signs;
//   - Hebrew: vowel points, the ligatures of Yiddish;
//   - Devanagari and its like: a nasal before its consonant and the anusvara, ँ and ं, the nukta of
//     borrowed sounds, अॅ and ॲ, a colon for the visarga; ৎ and ত্; the chillus and both signs
//     for au of Malayalam; ஸ்ரீ and ஶ்ரீ; ଵ and ୱ of Odia;
//   - Thai and Lao: two of the vowel เ for แ, the order of tone and sara am, ฤๅ and ฤา;
//   - Burmese: a zero for ဝ;
//   - Amharic: letters that are read alike;
//   - Japanese: a dash for the long vowel, which may be missing at the end of a long word
//     (オペレータ), and ヶ and ケ.
//
// # What makes a difference
//
// Simplified and traditional characters, accented and plain Latin letters, hiragana and katakana,
// and words with and without a hyphen stay different: list both. A symbol that touches a word and
// tells it apart (c++, #1, 5%) counts; any other sign at the ends (.net, !help) does not, and
// [Warn] names it. Letters of another script that only look alike stay different; [Warn] names
// them too, and [Matcher.Explain] finds them in a message.
package keyword
