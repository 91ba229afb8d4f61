package recordexport_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/telegram"
)

// Who serves, and when: for those whom the channel's settings at its platform do not concern.
func ExampleBasic() {
	basic, all := recordexport.Basic(), recordexport.Columns(telegram.Driver())
	fmt.Println("from", basic[0].Name, "to", basic[len(basic)-1].Name)
	fmt.Println("then", all[len(basic)].Name, "to", all[len(all)-1].Name)
	// Output:
	// from tenant to attributes
	// then path to secrets.attributes
}
