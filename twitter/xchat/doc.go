// Package xchat reads and writes XChat, the end-to-end encrypted direct messages of X: envelopes,
// keys, signatures, contents and files. It does no I/O, reads no clock and keeps no state; package
// twitter connects it to X's API.
//
//	event, err := xchat.Parse(encoded)              // the envelope is not encrypted
//	key, err := identity.Unwrap(change)             // a conversation key out of a key change
//	content, err := event.Open(key)                 // what was said
//	trust := event.Verify(key, rows)                // who said it
//
// The rows are the public keys that the sender has registered with X, one for each version
// ([PublicKey]).
//
// Nothing is dropped because its signature cannot be verified: [Event.Verify] answers with a
// [Trust], and a host shows it. Keys have no printed form: fmt, log/slog and encoding/json write
// "[secret]".
//
// The protocol is X's: Thrift's strict binary encoding, P-256, XSalsa20-Poly1305 for messages and
// libsodium's secretstream for files (docs/CRYPTO.md of xdevplatform/chat-xdk). This package was
// tested with vectors that X's own library opened, and against that library. It was not tried
// against X's live service, which may refuse what the documents allow. The protocol has no forward
// secrecy: a stolen private key opens every conversation of its owner, the past ones too. See
// decision 165.
package xchat
