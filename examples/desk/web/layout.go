package web

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// frame is what the layout shows around a page.
type frame struct {
	Person store.Person // without an ID: nobody is signed in
	Path   string
	Data   any
}

// Admin reports whether the administrators' pages are offered.
func (f frame) Admin() bool { return f.Person.Role == store.RoleAdmin }

// medium names where a conversation takes place: the encrypted one with a customer stands beside
// the plain one.
func medium(t channel.Thread) string {
	name := PlatformName(t.Platform)
	switch {
	case strings.HasPrefix(t.Contact, "chat:"):
		name += ", encrypted"
	case t.IsPublic():
		name += ", public"
	}
	return name
}

var layout = template.Must(template.New("page").Funcs(template.FuncMap{
	"clock":    func(t time.Time) string { return t.Local().Format("15:04") },
	"day":      func(t time.Time) string { return t.Local().Format("Monday, 2 January 2006") },
	"stamp":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) }, // for <time datetime>
	"bytes":    size,
	"platform": PlatformName,
	"medium":   medium,
}).Parse(`<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>{{block "title" .Data}}Desk{{end}} · contactkit desk</title>
	<link rel="icon" href="/web/icon.svg">
	<link rel="stylesheet" href="/web/desk.css">
	{{block "head" .Data}}{{end}}
</head>
<body>
	<a class="skip" href="#main">Skip to the content</a>
	<header class="bar">
		<a class="brand" href="/"><span class="wide">contactkit </span>desk</a>
		{{if .Person.ID}}<nav aria-label="Pages">
			<a href="/account">{{.Person.Name}}</a>
			{{if .Admin}}<a href="/team">Team</a> <a href="/admin/">Administration</a>{{end}}
			<form method="post" action="/logout"><button id="sign-out" class="plain">Sign out</button></form>
		</nav>{{end}}
	</header>
	<main id="main" tabindex="-1">{{template "main" .Data}}</main>
</body>
</html>`))

// Layout returns a copy of the layout to parse a page's blocks into. Its functions: clock, day and
// stamp of a time, bytes of a size.
func Layout() *template.Template { return template.Must(layout.Clone()) }

var refusal = template.Must(Layout().Parse(`{{define "title"}}{{.Title}}{{end}}
{{define "main"}}<div class="sheet"><h1>{{.Title}}</h1><p class="why">{{.Why}}</p><p><a href="/">Back to the desk</a></p></div>{{end}}`))

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
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
