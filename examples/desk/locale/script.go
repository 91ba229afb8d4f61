package locale

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strconv"
)

// inScript finds the texts of a script: t("…").
var inScript = regexp.MustCompile(`\bt\(("(?:[^"\\]|\\.)*")`)

// ScriptTexts are the texts that the scripts of a folder translate.
func ScriptTexts(folder fs.FS) (list []string, err error) {
	names, err := fs.Glob(folder, "*.js")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		for _, found := range inScript.FindAllSubmatch(data, -1) {
			text, err := strconv.Unquote(string(found[1]))
			if err != nil {
				return nil, err
			}
			list = append(list, text)
		}
	}
	return list, nil
}

// Script is a script that defines t for other scripts, with the translations of these texts.
func (w Words) Script(list []string) ([]byte, error) {
	some := make(map[string]string)
	for _, text := range list {
		if found, ok := texts[w.tag][text]; ok {
			some[text] = found
		}
	}
	data, err := json.Marshal(some)
	if err != nil {
		return nil, err
	}
	const rest = `;
function t(text, values) {
	const found = texts[text] ?? text;
	return values ? found.replace(/{(\w+)}/g, (all, name) => name in values ? values[name] : all) : found;
}
`
	return append(append([]byte("\"use strict\";\nconst texts = "), data...), rest...), nil
}
