package contactkit_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// The README's table of abilities says of each platform what the channels' own Limits say. A cell
// that is no matter of Limits (proof, envelopes) is not looked at.
func TestReadmeAbilities(t *testing.T) {
	v1, v2, posts, private, business, page, instagram, comment, instagramComment := limitsOfReadme(t)
	claims := map[string][3]string{
		"text": {
			mark(v1.Text == v2.Text && v1.Text.Unit == channel.Runes) + " " + thousands(v1.Text.Max),
			mark(private.Text == business.Text && private.Text.Unit == channel.UTF16) + " " + thousands(private.Text.Max) + " UTF-16 units",
			mark(page.Text.Unit == channel.UTF16) + " " + thousands(page.Text.Max) + " UTF-16 units, settable",
		},
		"attachments": {
			handles(v1, "media id", "upload in chunks"),
			handles(private, "file id", "upload") + when(private.Attachments > 1, ", albums"),
			handles(page, "attachment id", "upload"),
		},
		"quick replies": {
			mark(v1.QuickReplies.Max > 0) + when(v2.QuickReplies.Max == 0, " v1.1"),
			mark(private.QuickReplies.Max > 0) + " as a keyboard", // that it is one is its nature
			mark(page.QuickReplies.Max == 13) + " 13",
		},
		"buttons":            {buttons(v1) + when(v2.Buttons.Max == 0, ", v1.1"), buttons(private), buttons(page) + when(page.Buttons.Max == 3, ", 3") + "; templates"},
		"location":           {when(v1.Location && !v2.Location, "v1.1"), mark(private.Location), mark(page.Location)},
		"reply to a message": {mark(v1.ReplyTo || v2.ReplyTo), mark(private.ReplyTo), mark(page.ReplyTo)},
		"typing, mark read": {
			mark(v1.Abilities.Typing && v1.Abilities.MarkRead) + when(!v2.Abilities.Typing && !v2.Abilities.MarkRead, " v1.1"),
			when(private.Abilities.Typing, "typing") + when(business.Abilities.MarkRead && !private.Abilities.MarkRead, "; read in business chats"),
			mark(page.Abilities.Typing && page.Abilities.MarkRead),
		},
		"edit, delete, react": {changes(v1, v2), changes(private), changes(page)},
		"posts and comments: answer in public, read again, hide, delete, like": {
			mark(answersPosts(posts) && !answersPosts(v1)) + when(!posts.Abilities.LikePost, " likes on Enterprise plans"),
			mark(answersPosts(private) || answersPosts(business)),
			mark(answersPosts(comment)) + when(comment.Abilities.LikePost && !instagramComment.Abilities.LikePost, " no likes on Instagram"),
		},
		"drafts of robots that think": {
			mark(v1.Abilities.Draft || v2.Abilities.Draft),
			when(private.Abilities.Draft && !business.Abilities.Draft, "private chats"),
			mark(page.Abilities.Draft || instagram.Abilities.Draft),
		},
		"own messages come back": {
			mark(v1.EchoesOwn && v2.EchoesOwn),
			when(business.EchoesOwn && !private.EchoesOwn, "business chats"),
			mark(page.EchoesOwn) + when(page.EchoesRef, " with your own reference"),
		},
		"reply window": {
			mark(len(v1.Windows)+len(v2.Windows) > 0),
			when(len(private.Windows) == 0 && cmp.Equal(business.Windows, []channel.Window{{Name: "business", For: 24 * time.Hour}}), "business chats: 24 h"),
			when(cmp.Equal(page.Windows, []channel.Window{
				{Name: facebook.WindowStandard, For: 24 * time.Hour}, {Name: facebook.WindowHumanAgent, By: channel.ByPerson, For: 7 * 24 * time.Hour},
			}), "24 h; 7 days for a person"),
		},
		"received files": {
			mark(v1.Abilities.OpenMedia && v2.Abilities.OpenMedia) + " signed", // by twitter.Channel.OpenMedia
			mark(private.Abilities.OpenMedia), mark(page.Abilities.OpenMedia && instagram.Abilities.OpenMedia),
		},
		"profile of a contact": {mark(v1.Abilities.Profile && v2.Abilities.Profile), mark(private.Abilities.Profile), mark(page.Abilities.Profile && instagram.Abilities.Profile)},
		"webhook set up, checked, removed": {
			mark(v1.Abilities.Subscribe && v2.Abilities.Subscribe), mark(private.Abilities.Subscribe), mark(page.Abilities.Subscribe) + " `Connect` for pages",
		},
		"history after an outage": {
			mark(v1.Abilities.History && v2.Abilities.History), mark(private.Abilities.History), mark(page.Abilities.History) + " with its gaps named",
		},
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(readme)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		want, ok := claims[cells[0]]
		if !ok || len(cells) != 4 {
			continue
		}
		delete(claims, cells[0])
		if diff := cmp.Diff(want, [3]string(cells[1:])); diff != "" {
			t.Errorf("%s: Limits (-), README (+):\n%s", cells[0], diff)
		}
	}
	for row := range claims {
		t.Errorf("the README has no row %q", row)
	}
}

// limitsOfReadme are the limits that the README's columns are about, of channels with everything
// that they can be given.
func limitsOfReadme(t *testing.T) (v1, v2, posts, private, business, page, instagram, comment, instagramComment channel.Limits) {
	t.Helper()
	none := channel.Files(func(_ context.Context, _ string) (channel.File, error) { return channel.File{}, os.ErrNotExist })
	limits := func(ch channel.Channel, err error, contact, via string) channel.Limits {
		if err != nil {
			t.Fatal(err)
		}
		info := ch.Info()
		return ch.Limits(channel.Thread{Platform: info.Platform, Account: info.Accounts[0], Contact: contact, Via: via})
	}
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		ch, err := twitter.New(twitter.Config{
			Account: "1", APIKey: "k", APISecret: channel.NewKeys("app-secret"), AccessToken: "1-token-t", AccessSecret: "token-secret", AppID: "1", API: api, Files: none,
		})
		v1, v2, posts = v2, limits(ch, err, "2", ""), limits(ch, err, "post:2", "")
	}
	bot, err := telegram.New(telegram.Config{
		Token: channel.Secret("1:" + strings.Repeat("t", 35)), WebhookSecret: channel.NewKeys("a-secret-of-some-length"), Files: none,
	})
	private, business = limits(bot, err, "2", ""), limits(bot, err, "2", "connection")
	app, err := facebook.New(facebook.Config{
		AppID: "1", AppSecret: channel.NewKeys("app-secret"), VerifyToken: channel.NewKeys("verify-token"), HumanAgent: true, Files: none,
		Pages: facebook.PageMap{"10": {Token: "page-token"}},
	})
	page, comment = limits(app, err, "2", ""), limits(app, err, "comment:2", "")
	linked, err := facebook.New(facebook.Config{
		AppID: "1", AppSecret: channel.NewKeys("app-secret"), VerifyToken: channel.NewKeys("verify-token"),
		Pages: facebook.PageMap{"10": {Token: "page-token", LinkedTo: "11"}},
	})
	return v1, v2, posts, private, business, page, limits(linked, err, "2", ""), comment, limits(linked, err, "comment:2", "")
}

// answersPosts reports whether posts of such a thread can be answered, hidden and deleted.
func answersPosts(l channel.Limits) bool {
	return l.Abilities.ReplyToPost && l.Abilities.ReadPost && l.Abilities.HidePost && l.Abilities.DeletePost
}

func mark(has bool) string {
	if has {
		return "●"
	}
	return "–"
}

func when(so bool, word string) string {
	if so {
		return word
	}
	return ""
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

func handles(l channel.Limits, id, upload string) string {
	var words []string
	has := func(word string, is func(channel.MediaLimit) bool) {
		if word != "" && slices.ContainsFunc(l.Media, is) {
			words = append(words, word)
		}
	}
	has(id, func(m channel.MediaLimit) bool { return m.ByID })
	has(when(id != "", "URL"), func(m channel.MediaLimit) bool { return m.URL != 0 })
	has(upload, func(m channel.MediaLimit) bool { return m.Upload != 0 })
	return strings.Join(words, ", ")
}

func buttons(l channel.Limits) string {
	return when(l.ButtonURLs, "links") + when(l.ButtonTaps, " and presses")
}

// changes are the abilities that all of the limits have.
func changes(all ...channel.Limits) string {
	edit, del, react := true, true, true
	for _, l := range all {
		edit, del, react = edit && l.Abilities.Edit, del && l.Abilities.Delete, react && l.Abilities.React
	}
	if edit && del && react {
		return mark(true)
	}
	words := slices.DeleteFunc([]string{when(edit, "edit"), when(del, "delete"), when(react, "react")}, func(w string) bool { return w == "" })
	if len(words) == 0 {
		return mark(false)
	}
	return strings.Join(words, ", ")
}
