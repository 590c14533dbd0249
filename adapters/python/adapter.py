#!/usr/bin/env python3
"""Lets softulp judge a Python function: copy this file and fill in softmax below.

    softulp gate --cmd 'python3 adapter.py'

It needs NumPy alone; plain.py beside it needs not even that. Only serve() at the end
is what softulp talks to: protocol version 1, one line of JSON a message.
"""
import base64
import json
import os
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("adapter.py needs NumPy, which %s has not: install it, or start from plain.py" % sys.executable)


def softmax(x):
    """Softmax along the last axis of a matrix, a row of logits a line."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def load(data, dtype):
    """Makes an array of the bytes of a request. There is no bfloat16 in NumPy: its numbers come as float32."""
    if dtype == "bfloat16":
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")
    return np.frombuffer(data, np.dtype(dtype).newbyteorder("<")).copy()


def dump(y, dtype):
    """Makes bytes of an array, or declines one of another dtype, which would hide how good it is."""
    y = np.asarray(y)
    if dtype == "bfloat16":
        bits = y.astype("<f4").view("<u4").astype("<u8")
        nearest = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16  # ties to even
        return np.where(np.isnan(y), 0x7FC0, nearest).astype("<u2").tobytes()
    if y.dtype != dtype and y.size > 0:
        raise TypeError("the answer is %s, not %s" % (y.dtype, dtype))
    return y.astype(np.dtype(dtype).newbyteorder("<")).tobytes()


def serve(name, version, functions, load=load, dump=dump, **more):
    """Answers requests until there are no more.

    functions maps what softulp calls a function to a pair of the function here and the dtypes it is good
    for, as a string. Besides x it is given what else there is: target (an array of class indices), cotangent
    or weights (shaped as x), and axis if more has axes=["last", "first"]. more goes into the greeting; a
    model there says what is promised.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def say(message):
        out.write(json.dumps(message).encode() + b"\n")
        out.flush()

    say(dict(softulp=1, name=name, version=version, functions={f: d.split() for f, (_, d) in functions.items()}, **more))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            dtype, shape, sides = request["dtype"], [request["rows"], request["k"]], {}
            if request.get("axis") == "first":
                shape.reverse()
            if "axes" in more:
                sides["axis"] = 0 if request.get("axis") == "first" else -1
            for key in ("x", "cotangent", "weights"):
                if key in request:
                    sides[key] = load(base64.b64decode(request[key]), dtype).reshape(shape)
            if "target" in request:
                sides["target"] = np.frombuffer(base64.b64decode(request["target"]), "<i8").copy()
            y = functions[request["function"]][0](**sides)
            say(dict(id=request["id"], y=base64.b64encode(dump(y, dtype)).decode()))
        except Exception as e:  # declined: softulp says so, and goes on
            say(dict(id=request["id"], error="%s: %s" % (type(e).__name__, e)))


if __name__ == "__main__":
    serve("my library", "1.0", {"softmax": (softmax, "float64 float32")})
