module github.com/contactkit/contactkit/twitter/xchat/interop

go 1.26.0

replace github.com/contactkit/contactkit => ../../..

require (
	github.com/contactkit/contactkit v0.0.0-00010101000000-000000000000
	github.com/xdevplatform/chat-xdk/go/chatxdk v0.4.1
)

require (
	golang.org/x/crypto v0.59.0 // indirect
	golang.org/x/sys v0.50.0 // indirect
)
