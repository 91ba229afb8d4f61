package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Provider is a schema of attributes that several channels of a tenant share, as a provider of
// Expertflow's channel management has one: labels, types and options are edited in one place, and
// each channel has values of its own. The host stores it and gives it out through Lookup.Provider.
//
// A channel gives a value by an Attribute that has Key and Value alone. For a secret one it has Key
// and Secret, and the value is in Secrets.Attributes; Secret is repeated so that whoever writes the
// record without its provider never takes the value for a plain one.
type Provider struct {
	Name       string      `json:"name"`
	Attributes []Attribute `json:"attributes,omitempty"` // without values
}

// Check reports what is wrong with the schema, as one error that joins a [*channel.FieldError] for
// each complaint, or nil: keys, types, doubled keys, values where none belong.
func (p Provider) Check() error {
	k := &checker{o: &Options{}}
	if p.Name == "" {
		k.add("name", channel.CodeMissing, "a provider needs a name")
	}
	k.text("name", p.Name, 128)
	k.schemaKeys(p.Attributes)
	for i, a := range p.Attributes {
		field := fmt.Sprintf("attributes[%d]", i)
		if a.Type.fault("") == noSuchType {
			k.add(field+".type", channel.CodeInvalid, noSuchType)
		}
		if a.Value != "" {
			k.add(field+".value", channel.CodeConflict, "a shared attribute needs no value: each channel gives its own")
		}
	}
	return k.report.Err()
}

// Attributes returns the attributes of a record as a form shows them: those of its provider, with
// the record's values, and then the record's own. Secret values are not in it. The error is that of
// Lookup.Provider; without a provider there is none.
func (o Options) Attributes(ctx context.Context, r Record) ([]Attribute, error) {
	p, err := o.provider(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("directory: provider of channel %s: %w", r.ID, err)
	}
	return merge(p.Attributes, r.Attributes), nil
}

func (o *Options) provider(ctx context.Context, r Record) (Provider, error) {
	switch {
	case r.Provider == "":
		return Provider{}, nil
	case o.Lookup.Provider == nil:
		return Provider{}, ErrNotFound
	}
	return o.Lookup.Provider(ctx, r.Tenant, r.Provider)
}

// merge puts the values of a record into a schema, and the record's own attributes behind it.
func merge(schema, own []Attribute) []Attribute {
	list := slices.Clone(schema)
	for _, a := range own {
		i := slices.IndexFunc(schema, func(s Attribute) bool { return s.Key == a.Key })
		if i < 0 {
			list = append(list, a)
			continue
		}
		if list[i].Value = a.Value; list[i].IsSecret() {
			list[i].Value = ""
		}
	}
	return list
}

// shared checks the attributes that a record has from its provider. It returns the schema; nil if
// there is none.
func (k *checker) shared(ctx context.Context, r Record) []Attribute {
	k.text("provider", r.Provider, 128)
	p, err := k.o.provider(ctx, r)
	switch {
	case errors.Is(err, ErrNotFound):
		k.add("provider", CodeUnknown, "there is no provider of this name")
		return nil
	case err != nil:
		k.failed = append(k.failed, fmt.Errorf("directory: provider: %w", err))
		return nil
	}
	for i, a := range r.Attributes {
		at := slices.IndexFunc(p.Attributes, func(s Attribute) bool { return s.Key == a.Key })
		if at < 0 {
			continue
		}
		field, s := fmt.Sprintf("attributes[%d]", i), p.Attributes[at]
		if a.Type != "" && a.Type != s.Type {
			k.add(field+".type", channel.CodeConflict, "the provider says the type of this attribute: leave it empty")
		}
		if a.IsSecret() != s.IsSecret() {
			k.add(field+".secret", channel.CodeConflict, "the provider says whether this attribute is secret, and the channel must say the same")
		}
		if s.IsSecret() && a.Value != "" && !a.IsSecret() {
			k.add(field+".value", channel.CodeConflict, "the value of a secret attribute belongs into the secrets")
		}
	}
	for _, s := range p.Attributes {
		has := slices.ContainsFunc(r.Attributes, func(a Attribute) bool { return a.Key == s.Key })
		if s.Required && !has {
			k.add("attributes", channel.CodeMissing, fmt.Sprintf("the provider needs the attribute %s", s.Key))
		}
	}
	return p.Attributes
}
