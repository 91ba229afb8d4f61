package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// Report is what Check found, for a form to show in place.
type Report struct {
	Complaints []*channel.FieldError // must be put right
	Warnings   []*channel.FieldError // legal, but advised against
}

// Err joins the complaints; nil if there are none.
func (r Report) Err() error {
	errs := make([]error, len(r.Complaints))
	for i, c := range r.Complaints {
		errs[i] = c
	}
	return errors.Join(errs...)
}

// Check looks over a record and returns every complaint and warning at once, each with the field's
// path in the record's JSON form, a code and a sentence. It asks the functions of Lookup, and its
// own error is theirs. The platform's driver opens every record that Check accepts. Check knows no
// other record: see Directory.Check.
func (o Options) Check(ctx context.Context, r Record) (Report, error) {
	rep, _, err := o.checkOpen(ctx, r)
	return rep, err
}

// checkOpen is Check, and returns the channel too; nil if it cannot be opened.
func (o *Options) checkOpen(ctx context.Context, r Record) (Report, channel.Channel, error) {
	k := &checker{o: o}
	k.identity(&r)
	k.misplaced(&r)
	ch := k.platform(ctx, r)
	k.service(r)
	k.hours(ctx, r)
	k.notices(r, ch)
	k.attributes(ctx, r)
	k.refs(ctx, r)
	if err := errors.Join(k.failed...); err != nil {
		return Report{}, nil, err
	}
	return k.report, ch, nil
}

// checker collects complaints.
type checker struct {
	o      *Options
	report Report
	failed []error // of the host's functions
}

func (k *checker) add(field, code, reason string) {
	k.put(&channel.FieldError{Field: field, Code: code, Reason: reason})
}

func (k *checker) put(e *channel.FieldError) { k.report.Complaints = append(k.report.Complaints, e) }

func (k *checker) warn(field, code, reason string) {
	k.report.Warnings = append(k.report.Warnings, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// word complains about a choice that does not exist.
func (k *checker) word(field, got string, words ...string) {
	if !slices.Contains(words, got) {
		k.add(field, channel.CodeInvalid, "one of "+strings.Join(words, ", ")+" is needed")
	}
}

// text complains about what cannot be stored, and what is too long.
func (k *checker) text(field, s string, most int) {
	k.lineEnds(field, s)
	if n := utf8.RuneCountInString(s); k.clean(field, s) && n > most {
		k.put(&channel.FieldError{Field: field, Code: channel.CodeTooLong, Reason: "the text is too long", Limit: most, Got: n, Unit: string(channel.Runes)})
	}
}

// clean complains about a text that cannot be stored, and reports whether it can be. See decision
// 407.
func (k *checker) clean(field, s string) bool {
	if channel.Clean(s) == s {
		return true
	}
	k.add(field, channel.CodeInvalid, "the text must be valid UTF-8 without U+0000")
	return false
}

// lineEnds warns of a text that comes back changed once a spreadsheet program has saved it.
func (k *checker) lineEnds(field, s string) {
	if strings.Contains(s, "\r") {
		k.warn(field, CodeOdd, "the lines end in CR LF or CR: a spreadsheet program that saves an export turns them into LF, so enter LF")
	}
}

func (k *checker) identity(r *Record) {
	switch {
	case r.ID == "":
		k.add("id", channel.CodeMissing, "the host gives every channel an id")
	case strings.ContainsFunc(r.ID, unsafeInPath) || len(r.ID) > 128:
		k.add("id", channel.CodeInvalid, `1 to 128 letters, digits, "_", "-", "." and "~" are needed`)
	}
	k.word("state", string(r.State), string(Draft), string(Active), string(Paused))
	switch {
	case r.Name == "":
		k.add("name", channel.CodeMissing, "a channel has a name")
	case !identifier.MatchString(r.Name):
		k.add("name", channel.CodeInvalid, `1 to 64 letters, digits and "_" are needed, not beginning with a digit`)
	}
	if r.Path != "" && (r.Path[0] != '/' || len(r.Path) > 200 || strings.Contains(r.Path, "//") || strings.Contains(r.Path, "/.") ||
		strings.ContainsFunc(r.Path, func(c rune) bool { return c != '/' && unsafeInPath(c) })) {
		k.add("path", channel.CodeInvalid, `a path of at most 200 characters is needed that begins with "/" and needs no escapes`)
	}
	k.text("tenant", r.Tenant, 128)
	k.text("about", r.About, 500)
	k.text("serviceId", r.ServiceID, 128)
}

// unsafeInPath reports whether a rune would have to be escaped in the path of an address.
func unsafeInPath(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-', c == '.', c == '~':
		return false
	}
	return true
}

// platform checks what the driver reads, and opens the channel.
func (k *checker) platform(ctx context.Context, r Record) channel.Channel {
	d, known := k.o.driver(r.Platform)
	certs, err := k.o.certificates(ctx, &r, nil)
	var ch channel.Channel
	if err == nil {
		k.certificates(&r, certs)
		r.State = Active // with all that a draft may lack
		ch, _, _, err = k.o.openWith(&r, certs, false)
	}
	if known && d.Check != nil {
		set := channel.Settings{Values: r.Settings, Keys: r.Secrets.Keys, Tokens: r.tokens(d, channel.Keys.First)}
		for _, f := range channel.FieldErrors(relocate(d, d.Check(set))) {
			k.put(f)
		}
	}
	if err != nil {
		fields := channel.FieldErrors(err)
		for _, f := range fields {
			k.put(f)
		}
		if len(fields) == 0 {
			if r.Certificates.IsZero() { // the driver's own words
				k.add("settings", channel.CodeInvalid, err.Error())
			} else {
				k.failed = append(k.failed, err)
			}
		}
		ch = nil
	}
	if known {
		k.settings(d, r)
		k.pages(d, r)
		k.credentials(d, r)
	}
	return ch
}

// complained reports whether there is a complaint about the field already.
func (k *checker) complained(field string) bool {
	return slices.ContainsFunc(k.report.Complaints, func(e *channel.FieldError) bool { return e.Field == field })
}

func (k *checker) settings(d channel.Driver, r Record) {
	for _, name := range sortedKeys(r.Settings) {
		field, value := "settings."+name, r.Settings[name]
		i := slices.IndexFunc(d.Fields, func(f channel.Field) bool { return f.Name == name })
		switch {
		case k.complained(field):
		case i < 0:
			k.add(field, channel.CodeUnsupported, "the platform has no such setting")
		default:
			k.setting(d.Fields[i], field, value)
		}
	}
	for _, f := range d.Fields {
		inValues := f.Kind != channel.FieldKeys && f.Kind != channel.FieldTokens && f.Kind != channel.FieldCertificate
		if field := "settings." + f.Name; f.Required && inValues && strings.TrimSpace(r.Settings[f.Name]) == "" && !k.complained(field) {
			k.add(field, channel.CodeMissing, f.Label+" is needed")
		}
	}
}

// misplaced complains about credentials where they would be serialised.
func (k *checker) misplaced(r *Record) {
	d, _ := k.o.driver(r.Platform)
	for _, f := range d.Fields {
		if (f.Kind == channel.FieldKeys || f.Kind == channel.FieldTokens) && r.Settings[f.Name] != "" {
			k.add("settings."+f.Name, channel.CodeConflict, "a credential belongs into the secrets")
		}
	}
	for i, a := range r.Attributes {
		if a.IsSecret() && a.Value != "" {
			k.add(fmt.Sprintf("attributes[%d].value", i), channel.CodeConflict, "the value of a secret attribute belongs into the secrets")
		}
	}
}

func (k *checker) setting(f channel.Field, field, value string) {
	switch f.Kind {
	case channel.FieldKeys, channel.FieldTokens:
		return // see misplaced
	case channel.FieldCertificate:
		k.add(field, channel.CodeConflict, "certificates are named in the record's certificates")
		return
	case channel.FieldBool:
		k.word(field, cmp.Or(value, "false"), "true", "false")
		if value == "true" && strings.HasPrefix(f.Name, "insecure") {
			k.warn(field, CodeWeak, f.Help)
		}
	case channel.FieldChoice:
		if value != "" {
			k.word(field, value, f.Options...)
		}
		// The proof of webhook calls; how requests are signed is another setting, and there SHA-1
		// may be all that a platform takes.
		if f.Name == "algorithm" && strings.Contains(strings.ToLower(value), "sha1") {
			k.warn(field, CodeWeak, "SHA-1 is no longer advised as a proof of webhook calls: choose SHA-256 unless an old gateway signs with nothing else")
		}
	}
	most := f.Max
	if most == 0 {
		most = 4000
	}
	k.text(field, value, most)
}

func (k *checker) pages(d channel.Driver, r Record) {
	field := tokenField(d)
	if field == "" && len(r.Pages) > 0 {
		k.add("pages", channel.CodeUnsupported, "a channel of this platform has no pages")
	}
	if len(r.Pages) > 2000 {
		k.put(&channel.FieldError{Field: "pages", Code: channel.CodeTooMany, Reason: "a channel has too many pages", Limit: 2000, Got: len(r.Pages)})
	}
	seen := make(map[string]int, len(r.Pages))
	for i, p := range r.Pages {
		at := fmt.Sprintf("pages[%d]", i)
		if first, ok := seen[p.ID]; ok {
			k.add(at+".id", channel.CodeDuplicate, fmt.Sprintf("the same page as pages[%d]", first))
		}
		seen[p.ID] = i
		if p.ID == "" {
			k.add(at+".id", channel.CodeMissing, "a page has an id")
		}
		k.text(at+".id", p.ID, 64)
		k.text(at+".name", p.Name, 200)
	}
	for _, name := range sortedKeys(r.Secrets.Tokens) {
		if name != field {
			k.add("secrets."+name, channel.CodeUnsupported, "the platform has no such credential")
		}
	}
	for _, account := range sortedKeys(r.Secrets.Tokens[field]) {
		// A connector may hold tokens for the pages of all its channels.
		if _, ok := seen[account]; !ok && r.Connector == "" {
			k.add("secrets."+field+"["+account+"]", CodeUnknown, "there is a token for a page that the channel does not have")
		}
	}
}

func (k *checker) credentials(d channel.Driver, r Record) {
	for _, f := range d.Fields {
		if f.Kind != channel.FieldKeys {
			continue
		}
		keys := r.Secrets.Keys[f.Name]
		field := "secrets." + f.Name
		if f.Required && keys.First() == "" && !k.complained(field) && !k.complained(field+"[0]") {
			k.add(field, channel.CodeMissing, f.Label+" is needed")
		}
		if f.Max > 0 && utf8.RuneCountInString(keys.First().Reveal()) > f.Max && !k.complained(field) && !k.complained(field+"[0]") {
			k.put(&channel.FieldError{Field: field, Code: channel.CodeTooLong, Reason: "the credential is too long", Limit: f.Max,
				Got: utf8.RuneCountInString(keys.First().Reveal()), Unit: string(channel.Runes)})
		}
	}
	for _, name := range sortedKeys(r.Secrets.Keys) {
		known := slices.ContainsFunc(d.Fields, func(f channel.Field) bool { return f.Name == name && f.Kind == channel.FieldKeys })
		if !known {
			k.add("secrets."+name, channel.CodeUnsupported, "the platform has no such credential")
		}
	}
}
