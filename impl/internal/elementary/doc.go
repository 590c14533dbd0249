// Package elementary computes exp, 2^x, log and log1p in float64, to a proved
// error below one ulp and with the same bits on every architecture.
//
// Go's math package promises neither: its functions have assembly on some
// architectures, and on amd64 math.Exp is off by up to 1.49 ulp and infinite
// from 709.4361 on. Here every product that meets a sum is an explicit
// float64(x*y), which forbids the compiler to fuse the two.
//
// An ulp is the spacing of float64 in the binade of the exact result, with the
// subnormal spacing 2^-1074 as its floor. In the proofs u = 2^-53, and a sum
// or product of magnitude below 2^e carries an error of at most 2^e·u/2.
package elementary
