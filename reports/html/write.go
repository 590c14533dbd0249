package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"os"
	"path/filepath"

	"github.com/softulp/softulp/reports/plots"
)

//go:embed page.gohtml
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// Index is the name of the page in its folder.
const Index = "index.html"

// Write writes the page into the folder, which is made if it is not there, and the figures
// behind its plots beside it. Files of other names are left alone.
func Write(dir string, p *Page) error {
	v, files, err := newView(p)
	if err != nil {
		return err
	}
	page, err := v.render()
	if err != nil {
		return err
	}
	return save(dir, append(files, plots.File{Name: Index, Data: page}))
}

// save writes files into a folder.
func save(dir string, files []plots.File) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// render fills the template in. The page may run its own script and use its own styles, which
// are named by their hashes, and nothing else.
func (v *view) render() ([]byte, error) {
	style := plots.Style() + pageStyle
	v.Style, v.Script = template.CSS(style), template.JS(pageScript)
	v.Policy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'", hash(style), hash(pageScript))
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, err
	}
	// The template escapes what might be misread in other encodings than the page's: numbers
	// in hexadecimal would take a third more.
	page := bytes.ReplaceAll(b.Bytes(), []byte("&#43;"), []byte("+"))
	return bytes.ReplaceAll(page, []byte(`\u002b`), []byte("+")), nil
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
