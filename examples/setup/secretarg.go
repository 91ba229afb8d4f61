package main

import (
	"errors"
	"regexp"
	"strings"
)

// errSecretArgument never quotes what it is about.
var errSecretArgument = errors.New(`an argument looks like a credential, and was not used: every user of this machine sees command lines, and shells keep them.
  Put it into a file (chmod 600) and name that with -credentials, or into a variable such as CONTACTKIT_X_API_SECRET or CONTACTKIT_X_API_SECRET_FILE.
  If it stood in a real command line, change it at the platform`)

var (
	secretFlag = regexp.MustCompile(`(?i)^--?[a-z-]*(token|secret|password|passwd|bearer|api-?key)($|=)`)
	// Forms of credentials that are known, anywhere in an argument: bot tokens of Telegram, access
	// tokens of Meta and X, bearer tokens of X.
	secretForm = regexp.MustCompile(`(^|[^0-9])[0-9]{5,}:[A-Za-z0-9_-]{30,}|EAA[A-Za-z0-9]{20,}|[0-9]{5,}-[A-Za-z0-9]{25,}|AAAAAAAA[A-Za-z0-9%+/=]{20,}|[0-9]{5,}\|[A-Za-z0-9_-]{16,}`)
	userInfo   = regexp.MustCompile(`://[^/?#]*@`)
	// A long word of letters and digits is one, too, unless it is an id in one of its usual forms.
	longWord = regexp.MustCompile(`^[A-Za-z0-9_%+=-]{24,}$`)
	digits   = regexp.MustCompile(`[0-9]`)
	letters  = regexp.MustCompile(`[A-Za-z]`)
	uuid     = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// refuseSecrets refuses arguments that look like credentials.
func refuseSecrets(args []string) error {
	for _, arg := range args {
		if secretFlag.MatchString(arg) {
			return errSecretArgument
		}
		value := arg
		if strings.HasPrefix(arg, "-") {
			_, value, _ = strings.Cut(arg, "=")
		}
		if secretForm.MatchString(value) || userInfo.MatchString(value) ||
			longWord.MatchString(value) && digits.MatchString(value) && letters.MatchString(value) && !uuid.MatchString(value) {
			return errSecretArgument
		}
	}
	return nil
}
