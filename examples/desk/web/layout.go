package web

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// frame is what the layout shows around a page.
type frame struct {
	Person store.Person // without an ID: not signed in
	Words  locale.Words
	Data   any
}

// Admin reports whether the administrators' pages are offered.
func (f frame) Admin() bool { return f.Person.May(store.RoleAdmin) }

// medium names where a conversation takes place: a customer may have an encrypted one in addition
// to the plain one.
func medium(w locale.Words, t channel.Thread) string {
	name := PlatformName(t.Platform)
	switch {
	case strings.HasPrefix(t.Contact, "chat:"):
		name += w.T(", encrypted")
	case t.IsPublic():
		name += w.T(", public")
	}
	return name
}

var layout = template.Must(template.New("page").Funcs(functions(locale.Words{})).Parse(`<!doctype html>
<html lang="{{.Words.Tag}}" dir="{{.Words.Dir}}"{{with .Words.Zone}} data-zone="{{.}}"{{end}}>
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>{{block "title" .Data}}Desk{{end}} · contactkit desk</title>
	<link rel="icon" href="/web/icon.svg">
	<link rel="stylesheet" href="/web/desk.css">
	<script src="/web/texts.js?lang={{.Words.Tag}}" defer></script>
	{{block "head" .Data}}{{end}}
	<script src="/web/times.js" defer></script>
</head>
<body>
	<a class="skip" href="#main">{{t "Skip to the content"}}</a>
	<header class="bar">
		<a class="brand" href="/"><span class="wide">contactkit </span>desk</a>
		{{if .Person.ID}}<nav aria-label="{{t "Pages"}}">
			<a href="/account">{{.Person.Name}}</a>
			{{if .Person.Supervises}}<a href="/team">{{t "Team"}}</a>{{end}} {{if .Admin}}<a href="/admin/">{{t "Administration"}}</a>{{end}}
			<form method="post" action="/logout"><button id="sign-out" class="plain">{{t "Sign out"}}</button></form>
		</nav>{{end}}
	</header>
	<main id="main" tabindex="-1">{{template "main" .Data}}</main>
</body>
</html>`))

// Layout returns a copy of the layout to parse a page's blocks into. Its functions: t translates a
// text; clock, day, when and stamp of a time; duration of a time span; bytes of a size. Render
// gives them the language and the time zone of the reader.
func Layout() *template.Template { return template.Must(layout.Clone()) }

// These are titles of refusals.
var _ = []string{locale.Mark("Not Found"), locale.Mark("Forbidden"), locale.Mark("Internal Server Error"), locale.Mark("Bad Request"), locale.Mark("Conflict"),
	locale.Mark("Request Entity Too Large"), locale.Mark("Unsupported Media Type"), locale.Mark("Too Many Requests"), locale.Mark("Service Unavailable")}

var refusal = template.Must(Layout().Parse(`{{define "title"}}{{t .Title}}{{end}}
{{define "main"}}<div class="sheet"><h1>{{t .Title}}</h1><p class="why">{{t .Why}}</p><p><a href="/">{{t "Back to the desk"}}</a></p></div>{{end}}`))

// size is a number of bytes as people say it.
func size(w locale.Words, n int64) string {
	switch {
	case n < 1000:
		return w.T("{n} bytes", "n", n)
	case n < 1000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1000_000)
	}
}

// platformNames are what people call the platforms.
var platformNames = map[string]string{}

// NamePlatforms takes over the names of the drivers' platforms. It must be called before pages are
// served.
func NamePlatforms(drivers []channel.Driver) {
	for _, d := range drivers {
		platformNames[d.Platform] = d.Title()
	}
}

// PlatformName is what people call a platform.
func PlatformName(p string) string {
	if name := platformNames[p]; name != "" {
		return name
	}
	return cmp.Or(channel.Driver{Platform: p}.Title(), "?")
}
