#!/usr/bin/env python3
"""Lets softulp judge a Python function of one row, a list of floats, without NumPy: copy this file.

    softulp gate --cmd 'python3 plain.py'

Python's floats are float64. An answer that is not as long as it should be, or an exception, is
declined or found by softulp; nothing needs to be checked here.
"""
import array
import base64
import json
import math
import os
import sys


def softmax(x):
    m = max(x)
    e = [math.exp(v - m) for v in x]
    s = math.fsum(e)
    return [v / s for v in e]


def serve(name, version, **functions):
    """Answers requests until there are no more; functions are named as softulp names them."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed is no answer

    def say(message):
        out.write(json.dumps(message).encode() + b"\n")
        out.flush()

    def floats(data):
        a = array.array("d", base64.b64decode(data))
        if sys.byteorder == "big":
            a.byteswap()
        return a

    say({"softulp": 1, "name": name, "version": version, "functions": {f: ["float64"] for f in functions}})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            x, k = floats(request["x"]), request["k"]
            y = array.array("d")
            for i in range(request["rows"]):
                y.extend(functions[request["function"]](x[i * k:(i + 1) * k].tolist()))
            if sys.byteorder == "big":
                y.byteswap()
            say({"id": request["id"], "y": base64.b64encode(y.tobytes()).decode()})
        except Exception as e:  # declined: softulp says so, and goes on
            say({"id": request["id"], "error": "%s: %s" % (type(e).__name__, e)})


if __name__ == "__main__":
    serve("my function", "1.0", softmax=softmax)
