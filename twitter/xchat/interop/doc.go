// Package interop plays package xchat against X's own library, in both directions. It holds nothing
// but tests.
//
// X's library for Go needs cgo and exists for Linux on amd64 and for macOS; its module has 43 MB.
// So this is a module of its own, outside the workspace: nothing else depends on the library. To
// run it:
//
//	cd twitter/xchat/interop && GOWORK=off go test ./...
//
// The tests of package xchat run it where the library lies in the module cache, and say so where it
// does not.
package interop
