// Package library judges a function of a shared library: it is loaded into a child process
// of softulp's own, which speaks the adapter protocol (package process) for it. A
// crash, an exit or a loop without end in the library is the child's.
//
// The signature says which function the library's computes, and in which dtype:
// softmax-f32, log-softmax-f64, cross-entropy-soft-grad-bf16. T is the dtype's type in C:
//
//	f64    double      float64
//	f32    float       float32
//	f16    uint16_t    float16, as bits
//	bf16   uint16_t    bfloat16, as bits
//	e4m3   uint8_t     float8_e4m3fn, as bits
//	e5m2   uint8_t     float8_e5m2, as bits
//
//	softmax, log-softmax                          void f(const T *x, T *y, size_t rows, size_t k)
//	logsumexp                                     void f(const T *x, T *y, size_t rows, size_t k)
//	cross-entropy, cross-entropy-grad             void f(const T *x, const int64_t *target, T *y, size_t rows, size_t k)
//	cross-entropy-soft, cross-entropy-soft-grad   void f(const T *x, const T *weights, T *y, size_t rows, size_t k)
//	softmax-vjp, log-softmax-vjp                  void f(const T *x, const T *cotangent, T *y, size_t rows, size_t k)
//
// Matrices are row-major, [rows,k]. y has the shape of x, or [rows] for logsumexp,
// cross-entropy and cross-entropy-soft. A function that returns int, with 0 for success, has
// "-status" after its dtype (softmax-f32-status): what it does not return 0 for, it declines.
//
// Each array ends where memory ends: the pages around it cannot be touched, so that whoever
// reads or writes beyond its end crashes there; what is written shortly before its beginning
// is found after the call. y holds NaN when the function is called, and what the inputs hold is compared
// with what they held. Functions are called one after another, from one thread. What the
// library prints goes to standard error.
//
// Programs built with the tag nolibrary, or for systems other than Linux and macOS on the
// usual processors, load no libraries: Check says so. Those that do need the system's
// dynamic loader on Linux; on amd64 also where they are built without cgo, elsewhere
// programs that are built without it load no libraries and are static.
//
// The package imports gate, function and dtype.
package library
