package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// script runs a script on a page, which must end with true.
func (b *tab) script(format string, args ...any) {
	b.t.Helper()
	if ok, err := eval[bool](b, fmt.Sprintf(format, args...)); err != nil || !ok {
		b.shot("failed")
		b.t.Fatalf("%s: %t, %v", format, ok, err)
	}
}

// focus is the id of what has the focus.
func (b *tab) focus() string {
	id, err := eval[string](b, `document.activeElement.id || document.activeElement.tagName`)
	if err != nil {
		return err.Error()
	}
	return id
}

// An agent works by keyboard: a shortcut accepts, the answer box has the focus at once, "/" lists
// canned answers, a draft stays, a pasted picture is seen before it is sent, and an alarm calls.
func TestWorkingByKeyboard(t *testing.T) {
	d := openDesk(t, withoutRobot, patient)
	address := d.serve()
	p := d.platform("telegram")
	p.Meet(p.Contact, "Carla")
	err := d.Store.Do(t.Context(), func(tx *store.Tx) error {
		for name, text := range map[string]string{"hello": "Hello {contact}!", "hours": "From ten to four."} {
			if err := tx.PutCanned(store.Canned{Name: name, Text: text}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b := newTab(t, newBrowser(t))
	b.signIn("ann", address+"/")
	b.script(`window.notified = []; window.beeps = 0; window.AudioContext = class { constructor() { window.beeps++; throw new Error("no sound in tests"); } };
		window.Notification = class { static permission = "default"; static requestPermission() { Notification.permission = "granted"; return Promise.resolve("granted"); } constructor(title, more) { notified.push(title + "|" + more.body); } };
		Object.defineProperty(document, "hasFocus", {value: () => false}); true`)
	b.click("#notify")
	b.until("the permission", func() bool {
		got, err := eval[string](b, `document.getElementById("notify").getAttribute("aria-pressed")`)
		return err == nil && got == "true"
	})
	b.click("#sound")
	b.do(chromedp.KeyEvent("?"))
	b.do(chromedp.WaitVisible("#shortcuts"))
	b.accessible("shortcuts")
	b.shot("shortcuts")
	b.click("#shortcuts button")
	b.click("#ready")
	b.sees("#status", "Take a break")
	d.says(p, "My parcel is lost")
	b.sees("#offers", "My parcel is lost")
	b.script(`document.title.startsWith("(1) ") && notified.length === 1 && notified[0].startsWith("(1) ") && beeps > 0`)
	b.script(`document.activeElement.blur(); true`)
	b.do(chromedp.KeyEvent("a"))
	b.sees("#phase", "waits for you")
	b.until("the focus in the answer box", func() bool { return b.focus() == "text" })

	b.do(chromedp.KeyEvent("/h"))
	b.sees("#canned", "/hours")
	b.accessible("canned answers")
	b.shot("canned")
	b.script(`document.getElementById("text").getAttribute("aria-activedescendant") === "canned-0"`)
	b.do(chromedp.KeyEvent("\r"))
	b.until("the canned answer", func() bool {
		got, err := eval[string](b, `document.getElementById("text").value`)
		return err == nil && strings.TrimSpace(got) == "Hello Carla!"
	})
	if got := b.focus(); got != "text" {
		t.Errorf("the focus is in %s", got)
	}
	// The draft survives another page, and what happens meanwhile.
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	b.open(address + "/canned")
	b.accessible("the page of canned answers")
	b.shot("canned-page")
	b.open(address + "/thread/" + thread.Key())
	b.script(`document.getElementById("text").value.trim() === "Hello Carla!"`)
	b.script(`document.querySelector("#acts [data-do=hold]").focus(); true`)
	d.says(p, "Hello?")
	b.sees("#lines", "Hello?")
	b.script(`document.activeElement.dataset.do === "hold" && document.getElementById("text").value.trim() === "Hello Carla!"`)

	b.script(`const canvas = document.createElement("canvas"); canvas.width = 40; canvas.height = 20;
		canvas.toBlob(blob => { const all = new DataTransfer(); all.items.add(new File([blob], "pasted.png", {type: "image/png"}));
			document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", {clipboardData: all, bubbles: true, cancelable: true})); }); true`)
	b.do(chromedp.WaitVisible("#previews canvas"))
	b.accessible("a preview")
	b.shot("preview")
	b.click("#send")
	b.do(chromedp.WaitVisible("#lines .ours .file img"))
	b.script(`document.getElementById("previews").hidden && document.getElementById("text").value === ""`)
	d.until("the picture", func() bool {
		for _, m := range p.Received() {
			if m.Attachments == 1 {
				return true
			}
		}
		return false
	})
	b.script(`const all = new DataTransfer(); all.items.add(new File(["x"], "dropped.txt", {type: "text/plain"}));
		document.getElementById("lines").dispatchEvent(new DragEvent("drop", {dataTransfer: all, bubbles: true, cancelable: true})); true`)
	b.sees("#previews", "dropped.txt")
	b.click("#previews button")
	b.until("no file", func() bool { return b.text("#previews") == "" && b.focus() == "text" })

	b.script(`document.activeElement.blur(); true`)
	b.do(chromedp.KeyEvent("n"))
	b.do(chromedp.SendKeys("#private-text", "a note"))
	b.click("[data-do=note]")
	b.sees("#lines .note", "Ann <b>, private note")
	b.click("#lines li.customer .more")
	b.sees("#tool-of", "Carla: My parcel is lost")
	b.accessible("what can be done to a message")
	b.shot("tool")
	b.click("#tool-close")
	b.until("no tool", func() bool { return b.text("#tool") == "" })
	for _, width := range []int64{375, 768, 1280, 1920} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.open(address + "/thread/" + thread.Key())
		b.script(`document.getElementById("customer-panel").open = true; true`)
		for _, scheme := range []string{"light", "dark"} {
			b.script(`document.documentElement.style.colorScheme = %q; true`, scheme)
			name := fmt.Sprintf("a conversation at %d, %s", width, scheme)
			b.accessible(name)
			b.shot(strings.ReplaceAll(name, " ", "-"))
		}
		if wide, err := eval[int](b, `document.documentElement.scrollWidth`); err != nil || int64(wide) > width {
			t.Errorf("%d: the page is %d wide, %v", width, wide, err)
		}
	}
	b.open(address + "/?q=parcel&label=")
	b.sees("#found", "My parcel is lost")
	b.accessible("a search")
	b.shot("search")
}
