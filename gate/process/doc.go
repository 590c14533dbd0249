// Package process asks a program that runs in a child process, by version 1 of the adapter
// protocol: lines of JSON on standard input and standard output.
//
// # For authors of adapters
//
// An adapter is any program that reads and writes lines. Each line is one JSON object in
// UTF-8. Standard output is for these lines alone; whatever else there is to print goes to
// standard error, of which the end is shown if something goes wrong.
//
// First, before it reads, it writes one line, and flushes it:
//
//	{"softulp":1,"name":"mylib","version":"2.1","functions":{"softmax":["float32","float64"]}}
//
// functions says which functions it computes, and in which dtypes: softmax, log_softmax,
// logsumexp, cross_entropy, cross_entropy_soft, softmax_vjp, log_softmax_vjp,
// cross_entropy_grad, cross_entropy_soft_grad; float64, float32, float16, bfloat16,
// float8_e4m3fn, float8_e5m2. There may be more keys:
//
//	"axes":["last","first"]    it may be asked to work along the first axis too
//	"parameters":["temperature","smoothing"]    requests may have these keys
//	"model":{...}              how it computes, in the terms of gate.ParseModel
//	"profile":"masked-zero"    what it does where mathematics leaves a choice
//
// Then each line that it reads is a request:
//
//	{"id":7,"function":"softmax","dtype":"float32","rows":64,"k":1000,"x":"..."}
//	{"id":8,"function":"cross_entropy","dtype":"float32","rows":2,"k":10,"x":"...","target":"..."}
//	{"id":9,"function":"softmax_vjp","dtype":"float32","rows":2,"k":10,"x":"...","cotangent":"..."}
//
// Arrays are base64 (RFC 4648, section 4: padded, in one line) of the little-endian values in the request's dtype, in
// row-major order: x, cotangent and weights have the shape [rows,k], target has [rows] and is
// int64 whatever the dtype. With "axis":"first" they have the shape [k,rows], and the
// function acts along the first axis. The answer has the shape of x, or [rows] where a row has one
// answer (logsumexp, cross_entropy, cross_entropy_soft):
//
//	{"id":7,"y":"..."}
//	{"id":7,"error":"unsupported: k = 0"}
//
// A temperature, where it is not 1, is a number by which losses and their gradients, and
// VJPs, divide the logits first; a label smoothing, where it is not 0, is that of cross_entropy and
// cross_entropy_grad. They are numbers of JSON, and only asked for where "parameters" has them.
//
// One line answers one request, in the order of the requests, with its id. Several requests may wait in
// the pipe while one is computed. An answer may have "mutated":true: the function wrote to
// its inputs. Keys that are not known are ignored, by both sides.
//
// The adapter ends when its standard input is closed.
//
// # What goes wrong
//
// Whatever an adapter does is an answer, a gate.Declined or a gate.Fault, and costs bounded
// memory and time:
//
//   - An answer that cannot be used (its length, its base64, neither y nor error) is a fault of
//     that request alone.
//   - A line longer than twice the base64 that is due and 1 MiB, or than 1 GiB, is read no further: it
//     is no answer.
//   - A line that is no answer, or not the one that is due, and silence for as long as Options.Timeout,
//     are faults of the request that has waited longest. The adapter is started again and asked the rest.
//   - An adapter that ends or closes its pipes is started again, and what was on its way is asked
//     again, one request at a time: the one that ends it again has the fault. If none does, the
//     first of them has it.
//   - An adapter that does not start, or whose first line is not as above, or that was started
//     again Options.MaxRestarts times, is beyond use: the fault is fatal.
//
// What the adapter started is ended with it: on Linux all that descends from it or has its
// environment, elsewhere its process group or, on Windows, the adapter alone. What it says is
// quoted cut short and escaped.
//
// The package imports gate, function and dtype.
package process
