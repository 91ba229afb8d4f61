package channel

import "context"

// Profile is what a platform tells of a person on request. Fields that it withholds are empty.
type Profile struct {
	Person
	Picture  string // URL; it may expire
	Timezone string // as the platform gives it
}

// A Profiler can fetch a contact's profile.
type Profiler interface {
	FetchProfile(ctx context.Context, of Thread) (Profile, error)
}

// FetchProfile asks the platform who the contact is.
func FetchProfile(ctx context.Context, ch Sender, of Thread) (Profile, error) {
	if p, ok := As[Profiler](ch); ok {
		return p.FetchProfile(ctx, of)
	}
	return Profile{}, unsupported(ch, "profile")
}
