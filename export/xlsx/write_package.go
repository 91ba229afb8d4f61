package xlsx

// The parts of a workbook that are always the same (ECMA-376 part 1, SpreadsheetML).

const sheetName = "xl/worksheets/sheet1.xml"

const (
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spreadsheetNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	packageNS     = "http://schemas.openxmlformats.org/package/2006/"
	documentNS    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	contentType   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

var parts = []struct{ name, text string }{
	{"[Content_Types].xml", declaration + `<Types xmlns="` + packageNS + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + contentType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + contentType + `styles+xml"/>` +
		`<Override PartName="/` + sheetName + `" ContentType="` + contentType + `worksheet+xml"/>` +
		`</Types>`},
	{"_rels/.rels", declaration + `<Relationships xmlns="` + packageNS + `relationships">` +
		`<Relationship Id="rId1" Type="` + documentNS + `/officeDocument" Target="xl/workbook.xml"/>` +
		`</Relationships>`},
	{"xl/workbook.xml", declaration + `<workbook xmlns="` + spreadsheetNS + `" xmlns:r="` + documentNS + `">` +
		`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", declaration + `<Relationships xmlns="` + packageNS + `relationships">` +
		`<Relationship Id="rId1" Type="` + documentNS + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + documentNS + `/styles" Target="styles.xml"/>` +
		`</Relationships>`},
	{"xl/styles.xml", styles},
}

// Parts of a sheet around its rows. The header stays in view when the rows are scrolled.
const (
	sheetBegin = declaration + `<worksheet xmlns="` + spreadsheetNS + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
	sheetEnd = `</sheetData></worksheet>`
)
