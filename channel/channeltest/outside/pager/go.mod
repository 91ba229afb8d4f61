module example.com/pager

go 1.26.0

require github.com/contactkit/contactkit v0.0.0

replace github.com/contactkit/contactkit => ../../../..
