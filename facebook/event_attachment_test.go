package facebook_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// attached reads the attachments of a message with these in the body.
func attached(t *testing.T, attachments string) channel.Message {
	t.Helper()
	got := withoutRaw(t, element(`,"timestamp":1795000000123,"message":{"mid":"m_1","attachments":`+attachments+`}`))
	m, ok := got[0].Body.(channel.Message)
	if len(got) != 1 || !ok {
		t.Fatalf("%s became %+v", attachments, got)
	}
	return m
}

// Meta spells the address of a share in two ways, and of its own things it tells the path alone.
func TestAddressesOfShares(t *testing.T) {
	for _, tt := range []struct {
		attachment string
		want       channel.Attachment
	}{
		{`{"type":"fallback","title":"Shop","URL":"https://shop.example/a","payload":null}`, channel.Attachment{Kind: channel.MediaLink, Name: "Shop", URL: "https://shop.example/a"}},
		{`{"type":"fallback","payload":{"title":"Shop","URL":"https://shop.example/a"}}`, channel.Attachment{Kind: channel.MediaLink, Name: "Shop", URL: "https://shop.example/a"}},
		{`{"type":"reel","payload":{"url":"/reel/77","title":"Sale","reel_video_id":9007199254740995}}`, channel.Attachment{Kind: channel.MediaLink, ID: "9007199254740995", Name: "Sale", URL: "https://www.facebook.com/reel/77"}},
		{`{"type":"ig_reel","payload":{"url":"/reel/Xy/"}}`, channel.Attachment{Kind: channel.MediaLink, URL: "https://www.instagram.com/reel/Xy/"}},
		{`{"type":"ig_story","payload":{"url":"/stories/shop/1/"}}`, channel.Attachment{Kind: channel.MediaLink, URL: "https://www.instagram.com/stories/shop/1/"}},
		{`{"type":"post","payload":{"url":"//www.facebook.com/5001/posts/7","id":7}}`, channel.Attachment{Kind: channel.MediaLink, ID: "7", URL: "https://www.facebook.com/5001/posts/7"}},
		{`{"type":"post","payload":{"url":"javascript:alert(1)"}}`, channel.Attachment{Kind: channel.MediaLink}},
		{`{"type":"image","payload":{"url":"/a.png"}}`, channel.Attachment{Kind: channel.MediaImage}}, // a path says nothing of a file
	} {
		if diff := cmp.Diff(channel.Message{ID: "m_1", By: channel.ByCustomer, Attachments: []channel.Attachment{tt.want}}, attached(t, `[`+tt.attachment+`]`)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.attachment, diff)
		}
	}
}

// A product tells its price and the seller's number of it.
func TestProductWithPriceAndSKU(t *testing.T) {
	got := attached(t, `[{"type":"template","payload":{"product":{"elements":[{"id":"4410","retailer_id":"SKU-1","image_url":"https://cdn.example/l.png","title":"Lamp","subtitle":"$40"},{"id":4411,"retailer_id":7}]}}}]`)
	want := channel.Message{ID: "m_1", By: channel.ByCustomer, Attachments: []channel.Attachment{
		{Kind: channel.MediaLink, ID: "4410", Name: "Lamp", Preview: "https://cdn.example/l.png", Detail: "$40", SKU: "SKU-1"},
		{Kind: channel.MediaLink, ID: "4411", SKU: "7"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
}
