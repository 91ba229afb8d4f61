package channel

import "github.com/contactkit/contactkit/fielderror"

// Codes of FieldError, for a form that shows its own words.
const (
	CodeMissing     = fielderror.Missing     // required and empty
	CodeInvalid     = fielderror.Invalid     // not of the form that is asked for
	CodeTooLong     = fielderror.TooLong     // longer than Limit, counted in Unit
	CodeTooShort    = fielderror.TooShort    // shorter than Limit, counted in Unit
	CodeTooMany     = fielderror.TooMany     // more items than Limit
	CodeTooLarge    = fielderror.TooLarge    // more bytes than Limit, or a picture whose width and height together have more pixels
	CodeDuplicate   = fielderror.Duplicate   // says what another entry says
	CodeUnsupported = fielderror.Unsupported // the platform, or this thread, has no such thing
	CodeConflict    = fielderror.Conflict    // excludes, or needs, another field
)

// FieldError is a complaint about one field of a configuration or of a message. Complaints come
// joined (errors.Join), all at once; FieldErrors takes them apart. It never quotes a credential.
// See decision 250.
type FieldError = fielderror.Error

// FieldErrors returns every FieldError in err's tree, in order.
func FieldErrors(err error) []*FieldError { return fielderror.All(err) }
