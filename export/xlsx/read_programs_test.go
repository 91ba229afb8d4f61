package xlsx

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/export"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// program finds another program. Where it is not installed the test is skipped, but not in CI,
// where .ci/need/export.sh installs it. The short form asks no other programs.
func program(t *testing.T, name string, works func(path string) bool) string {
	t.Helper()
	if testing.Short() {
		t.Skip("other programs are not in the short form")
	}
	for _, path := range []string{name, filepath.Join("/usr/bin", name)} {
		if path, err := exec.LookPath(path); err == nil && works(path) {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed; .ci/need/export.sh installs it", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

func always(string) bool { return true }

func ssconvert(t *testing.T) string { return program(t, "ssconvert", always) }
func soffice(t *testing.T) string   { return program(t, "soffice", always) }

// python is one that has openpyxl.
func python(t *testing.T) string {
	return program(t, "python3", func(path string) bool { return exec.Command(path, "-c", "import openpyxl").Run() == nil })
}

// run runs another program in a folder and gives what it prints.
func run(t *testing.T, dir, path string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC", "HOME="+dir)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", path, strings.Join(args, " "), err, failed.String())
	}
	return out
}

// convert has soffice convert files of a folder into its folder out. Its profile is its own, so
// that no desktop is disturbed.
func convert(t *testing.T, dir, to string, files ...string) {
	t.Helper()
	args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", to, "--outdir", "out"}
	run(t, dir, soffice(t), append(args, files...)...)
}

// save writes a file into a new folder.
func save(t *testing.T, name string, content []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	return dir
}

func load(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return b
}

// seen is what a cell holds, in the same words for every program.
func seen(n note) []string {
	return []string{n.Text.String(), n.Number.String(), n.Bool.String(), n.Time.String()}
}

func seenAll(notes []note) [][]string {
	all := [][]string{{"text", "number", "bool", "time"}}
	for _, n := range notes {
		all = append(all, seen(n))
	}
	return all
}

// openpyxl says of every cell what it takes it for.
func TestOpenpyxlReads(t *testing.T) {
	python := python(t)
	all := notes()
	dir := save(t, "book.xlsx", written(t, Format{}, all...))
	var got [][]string
	require.NoError(t, json.Unmarshal(run(t, dir, python, "-c", `
import json, sys, openpyxl, datetime
def seen(cell):
    v = cell.value
    if v is None or v == "": return ["", ""]
    if cell.data_type == "f": return ["formula", v]
    if isinstance(v, bool): return ["bool", "true" if v else "false"]
    if isinstance(v, (int, float)): return ["number", repr(v)]
    if isinstance(v, datetime.datetime): return ["time", v.isoformat(timespec="milliseconds") + "Z"]
    return ["text", v]
sheet = openpyxl.load_workbook("book.xlsx").worksheets[0]
rows = [[seen(cell) for cell in row] for row in sheet.iter_rows(max_col=4)]
json.dump([sum(row, []) for row in rows], sys.stdout)
`), &got))
	want := [][]string{{"text", "text", "text", "number", "text", "bool", "text", "time"}}
	for _, n := range all {
		var row []string
		for _, v := range []export.Value{n.Text, n.Number, n.Bool, n.Time} {
			kind, text := v.Kind().String(), v.String()
			_, whole := serial(v.Time())
			i, isInt := v.Int()
			switch {
			case v.IsEmpty():
				kind = ""
			case v.Kind() == export.Time && whole:
				text = v.Time().Format("2006-01-02T15:04:05.000Z")
			case v.Kind() == export.Time, isInt && (i <= -1e15 || i >= 1e15):
				kind = "text" // which a number could not hold
			}
			row = append(row, kind, text)
		}
		want = append(want, row)
	}
	for i := range got { // openpyxl does not undo escapes, and shows floats in its own way
		for j := range got[i] {
			got[i][j] = unescape(got[i][j])
			if j == 3 && got[i][2] == "number" {
				f, err := strconv.ParseFloat(got[i][j], 64)
				require.NoError(t, err)
				got[i][j] = export.FloatValue(f).String()
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

// Gnumeric shows every cell as it is stored.
func TestGnumericReads(t *testing.T) {
	ssconvert := ssconvert(t)
	all := notes()
	dir := save(t, "book.xlsx", written(t, Format{}, all...))
	run(t, dir, ssconvert, "-T", "Gnumeric_stf:stf_assistant", "-O", "separator=, quoting-mode=always format=raw", "book.xlsx", "out.csv")
	got, err := csv.NewReader(bytes.NewReader(load(t, filepath.Join(dir, "out.csv")))).ReadAll()
	require.NoError(t, err)
	want := seenAll(all)
	for i := range want {
		if i == 0 || i >= len(got) || len(got[i]) != 4 {
			continue
		}
		got[i][0] = unescape(got[i][0]) // which Gnumeric does not
		got[i][2] = strings.ToLower(got[i][2])
		got[i][1] = number(got[i][1])
		if days, err := strconv.ParseFloat(got[i][3], 64); err == nil {
			when, err := instant(days, false)
			require.NoError(t, err)
			got[i][3] = export.TimeValue(when).String()
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

// number shows a number as this package does, whatever its spelling.
func number(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f) >= 1e15 && !strings.Contains(s, "e") {
		return s
	}
	return export.FloatValue(f).String()
}

// LibreOffice shows every cell: times as they are formatted, numbers to ten digits.
func TestLibreOfficeReads(t *testing.T) {
	all := notes()
	dir := save(t, "book.xlsx", written(t, Format{}, all...))
	convert(t, dir, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "book.xlsx")
	got, err := csv.NewReader(bytes.NewReader(load(t, filepath.Join(dir, "out", "book-Sheet1.csv")))).ReadAll()
	require.NoError(t, err)
	want := seenAll(all)
	for i := range want {
		if i == 0 || i >= len(got) || len(got[i]) != 4 {
			continue
		}
		want[i][2] = strings.ToUpper(want[i][2])
		if _, ok := serial(all[i-1].Time.Time()); ok {
			want[i][3] = all[i-1].Time.Time().Format("2006-01-02 15:04:05.000")
		}
		if close(want[i][1], got[i][1], 1e-9) {
			got[i][1] = want[i][1]
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

// close reports whether two numbers differ by less than one part.
func close(a, b string, part float64) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err == nil && err2 == nil && math.Abs(x-y) <= part*math.Abs(x)
}

// A person opens the file in another program, and saves it. The written values come back.
func TestSavedByOthers(t *testing.T) {
	save15 := func(all []note) (kept []note) {
		for _, n := range all {
			if strings.Contains(n.Text.Text(), "_x") || n == (note{}) {
				continue // LibreOffice reads escapes and does not write them all; it drops empty texts
			}
			if _, whole := n.Number.Int(); !n.Number.IsEmpty() && !whole { // it saves fifteen digits
				f, err := strconv.ParseFloat(strconv.FormatFloat(n.Number.Float(), 'g', 15, 64), 64)
				require.NoError(t, err)
				n.Number = export.FloatValue(f)
			}
			kept = append(kept, n)
		}
		return kept
	}
	same := func(all []note) []note { return all }
	programs := map[string]struct {
		keeps  func([]note) []note
		resave func(t *testing.T, dir string) []byte
	}{
		"gnumeric": {same, func(t *testing.T, dir string) []byte {
			run(t, dir, ssconvert(t), "book.xlsx", "out.xlsx")
			return load(t, filepath.Join(dir, "out.xlsx"))
		}},
		"openpyxl": {same, func(t *testing.T, dir string) []byte {
			run(t, dir, python(t), "-c", `import openpyxl; openpyxl.load_workbook("book.xlsx").save("out.xlsx")`)
			return load(t, filepath.Join(dir, "out.xlsx"))
		}},
		"libreoffice": {save15, func(t *testing.T, dir string) []byte {
			convert(t, dir, "xlsx", "book.xlsx")
			return load(t, filepath.Join(dir, "out", "book.xlsx"))
		}},
	}
	for name, p := range programs {
		t.Run(name, func(t *testing.T) {
			all := p.keeps(notes())
			sameNotes(t, name, p.resave(t, save(t, "book.xlsx", written(t, Format{}, all...))), all)
		})
	}
}

// In CSV nothing that is guarded is evaluated; what these programs would do to it without the guard
// is the control.
func TestGuardInOtherPrograms(t *testing.T) {
	whole := func(s string) string { return s }
	programs := map[string]struct {
		shows func(guarded string) string
		open  func(t *testing.T, dir string) []byte
	}{
		// Gnumeric takes the first quote for the sign of a text, as in a cell that a person types
		// into.
		"gnumeric": {func(s string) string { return strings.TrimPrefix(s, "'") }, func(t *testing.T, dir string) []byte {
			run(t, dir, ssconvert(t), "-T", "Gnumeric_stf:stf_assistant", "-O", "separator=, quoting-mode=always format=raw", "table.csv", "out.csv")
			return load(t, filepath.Join(dir, "out.csv"))
		}},
		"libreoffice": {whole, func(t *testing.T, dir string) []byte {
			filter := ":44,34,76,1,,0,false,true,false"
			convert(t, dir, "csv:Text - txt - csv (StarCalc)"+filter, "--infilter=Text - txt - csv (StarCalc)"+filter+",false,false,false,true", "table.csv")
			return load(t, filepath.Join(dir, "out", "table.csv"))
		}},
	}
	texts := []string{"=1+1", "+1+1", "-1-1", "@SUM(1,1)", "\t=1+1", " =1+1", "\u00a0=1+1", "＝1+1", "a\n=1+1", "=1+1\n=2+2", "'=1+1", "plain, text", "\"q\""}
	for name, p := range programs {
		t.Run(name, func(t *testing.T) {
			want := [][]string{{"text", "number", "bool", "time"}}
			var all []note
			for _, s := range texts {
				all = append(all, note{Text: export.TextValue(s), Number: export.IntValue(12)})
				want = append(want, []string{p.shows(export.Guard(s)), "12", "", ""})
			}
			table := append(written(t, export.CSV{}, all...), "=1+1,=2+2,,\r\n"...) // the control
			want = append(want, []string{"2", "4", "", ""})
			got, err := csv.NewReader(bytes.NewReader(p.open(t, save(t, "table.csv", table)))).ReadAll()
			require.NoError(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("cells (-want +got):\n%s", diff)
			}
		})
	}
}
