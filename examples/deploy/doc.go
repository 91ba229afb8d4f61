// Package deploy holds files with which hosts of several nodes are run, and the tests of these
// files. README.md lists them.
package deploy
