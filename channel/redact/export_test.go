package redact

// Steps counts the signs of a text that the rules for cards and accounts look at.
func Steps(text string) (cards, accounts int) {
	all := signs(text)
	_, cards = cardsIn(all)
	_, accounts = ibansIn(all)
	return cards, accounts
}
