package telegramtest_test

import (
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestDiskOfALocalServer(t *testing.T) {
	send := `{"chat_id":7001,"document":"file:///srv/bill.pdf"}`
	s := frozen(telegramtest.Config{Local: true})
	s.Say("7001", "hi")
	if r := call(t, s, "sendDocument", send); r.Code != 400 {
		t.Errorf("a file that is not there: %+v", r)
	}
	s.PutDisk("/srv/bill.pdf", []byte("PDF"))
	m := call(t, s, "sendDocument", send).message(t)
	if m.Document["file_name"] != "bill.pdf" {
		t.Errorf("document %v", m.Document)
	}
	if data, ok := s.Disk("/srv/bill.pdf"); !ok || string(data) != "PDF" {
		t.Errorf("Disk = %q, %v", data, ok)
	}
	public := frozen(telegramtest.Config{})
	public.Say("7001", "hi")
	public.PutDisk("/srv/bill.pdf", []byte("PDF"))
	if r := call(t, public, "sendDocument", send); r.Code != 400 {
		t.Errorf("the public server reads a path: %+v", r)
	}
}
