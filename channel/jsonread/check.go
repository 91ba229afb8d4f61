package jsonread

import "fmt"

// maxDepth is how many arrays and objects may be open at once. No platform nests deeper than a
// dozen.
const maxDepth = 512

// check reports whether b is exactly one JSON text. It walks without recursion: one bit per open
// bracket says what it is.
func check(b []byte) error {
	var object [maxDepth / 64]uint64
	depth := 0
	i := space(b, 0)
	problem := ""
value:
	for {
		switch kinds[peek(b, i)] {
		case String:
			i, problem = checkString(b, i)
		case Number:
			i, problem = checkNumber(b, i)
		case Null, Bool:
			i, problem = checkLiteral(b, i)
		case Object:
			if depth == maxDepth {
				return syntaxError(i, "too deeply nested")
			}
			object[depth/64] |= 1 << (depth % 64)
			depth++
			i = space(b, i+1)
			if peek(b, i) != '}' {
				if i, problem = checkName(b, i); problem != "" {
					return syntaxError(i, problem)
				}
				continue value
			}
		case Array:
			if depth == maxDepth {
				return syntaxError(i, "too deeply nested")
			}
			object[depth/64] &^= 1 << (depth % 64)
			depth++
			i = space(b, i+1)
			if peek(b, i) != ']' {
				continue value
			}
		default:
			if i == len(b) {
				return syntaxError(i, unexpectedEnd)
			}
			return syntaxError(i, "a value expected")
		}
		if problem != "" {
			return syntaxError(i, problem)
		}
		// Behind a value, or before the bracket that closes an empty array or object.
		for {
			i = space(b, i)
			if depth == 0 {
				if i < len(b) {
					return syntaxError(i, "data behind the value")
				}
				return nil
			}
			isObject := object[(depth-1)/64]&(1<<((depth-1)%64)) != 0
			switch c := peek(b, i); {
			case c == ',':
				i = space(b, i+1)
				if isObject {
					if i, problem = checkName(b, i); problem != "" {
						return syntaxError(i, problem)
					}
				}
				continue value
			case c == '}' && isObject, c == ']' && !isObject:
				depth--
				i++
			case i == len(b):
				return syntaxError(i, unexpectedEnd)
			case isObject:
				return syntaxError(i, "a comma or } expected")
			default:
				return syntaxError(i, "a comma or ] expected")
			}
		}
	}
}

const unexpectedEnd = "unexpected end"

func syntaxError(offset int, problem string) error {
	return fmt.Errorf("jsonread: invalid JSON at offset %d: %s", offset, problem)
}

// checkName reads a member's name and colon, and returns the offset of its value.
func checkName(b []byte, i int) (int, string) {
	if peek(b, i) != '"' {
		return i, or(b, i, "a member name expected")
	}
	i, problem := checkString(b, i)
	if problem != "" {
		return i, problem
	}
	i = space(b, i)
	if peek(b, i) != ':' {
		return i, or(b, i, "a colon expected")
	}
	return space(b, i+1), ""
}

func checkString(b []byte, i int) (int, string) {
	for i++; ; {
		i = plain(b, i)
		switch peek(b, i) {
		case '"':
			return i + 1, ""
		case '\\':
			switch peek(b, i+1) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				i += 2
			case 'u':
				i += 2
				for range 4 {
					if hexDigit(peek(b, i)) < 0 {
						return i, or(b, i, "a wrong escape")
					}
					i++
				}
			default:
				return i + 1, or(b, i+1, "a wrong escape")
			}
		default:
			return i, or(b, i, "a control character in a string")
		}
	}
}

// checkNumber is strict about what JSON calls a number: no leading zero or plus, digits on both
// sides of the point.
func checkNumber(b []byte, i int) (int, string) {
	if b[i] == '-' {
		i++
	}
	switch c := peek(b, i); {
	case c == '0':
		i++
	case isDigit(c):
		i = digits(b, i)
	default:
		return i, or(b, i, "a digit expected")
	}
	if peek(b, i) == '.' {
		i++
		if !isDigit(peek(b, i)) {
			return i, or(b, i, "a digit expected")
		}
		i = digits(b, i)
	}
	if c := peek(b, i); c == 'e' || c == 'E' {
		i++
		if c := peek(b, i); c == '+' || c == '-' {
			i++
		}
		if !isDigit(peek(b, i)) {
			return i, or(b, i, "a digit expected")
		}
		i = digits(b, i)
	}
	return i, ""
}

func checkLiteral(b []byte, i int) (int, string) {
	word := "null"
	switch b[i] {
	case 't':
		word = "true"
	case 'f':
		word = "false"
	}
	for j := range len(word) {
		if peek(b, i) != word[j] {
			return i, or(b, i, "a wrong word")
		}
		i++
	}
	return i, ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits returns the offset behind the digits at i.
func digits(b []byte, i int) int {
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}

// or returns the problem, unless it is that the body ends here.
func or(b []byte, i int, problem string) string {
	if i >= len(b) {
		return unexpectedEnd
	}
	return problem
}
