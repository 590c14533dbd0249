// Package target is what the fuzz targets do with their bytes: [Target] judges an
// implementation on a row, [Tiers] holds the tiers of the reference against each
// other.
//
// An input names what it is about by keys, which are hashes of names, not by places
// in a list: whoever adds an implementation or a property changes the meaning of no
// input that was kept. Numbers that are nobody's key, as engines make them up, are
// places in the list, so that all are met equally often; [Target.Pin] replaces them
// by keys before an input is kept.
package target
