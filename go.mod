module github.com/contactkit/contactkit

go 1.26.0
