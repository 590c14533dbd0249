// Package vectors makes hard inputs with correctly rounded answers, for harnesses that
// cannot run softulp: in the manner of Wycheproof
// (https://github.com/C2SP/wycheproof), a JSON file for each function and dtype with a
// schema beside it, and the same numbers as .npz archives. guide.md, which is written
// beside them, says what is in the files.
package vectors
