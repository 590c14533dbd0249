"""Holds a softmax in plain Python against softmax_float64.json, as README.md of the
vectors says: python3 check.py FILE [naive]. Prints the ids of the tests that fail."""
import json
import math
import struct
import sys


def number(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


def spacing(y):
    """The distance from y to the next number that is larger in magnitude."""
    return math.ldexp(1.0, max(math.frexp(y)[1] - 53, -1074)) if y else 5e-324


def softmax(x, naive):
    if any(math.isnan(v) for v in x) or any(v == math.inf for v in x) or all(v == -math.inf for v in x):
        return [math.nan for _ in x]
    m = 0.0 if naive else max(x)
    try:
        e = [math.exp(v - m) for v in x]
        total = sum(e)
        return [v / total for v in e]
    except (OverflowError, ZeroDivisionError):
        return [math.nan for _ in x]


def right(test, i, z):
    y = number(test["y"][i])
    if i in test.get("free", []) or math.isnan(z) and (math.isnan(y) or i in test.get("orNaN", [])):
        return True
    if math.isnan(y) or math.isinf(y) or math.isnan(z) or math.isinf(z):
        return y == z
    return abs(z - y) <= test["allowed"][i] * spacing(y)


with open(sys.argv[1]) as f:
    file = json.load(f)
failed = []
for group in file["testGroups"]:
    if group["profile"] not in ("any", "ieee"):
        continue
    for test in group["tests"]:
        y = softmax([number(b) for b in test["x"]], "naive" in sys.argv)
        if len(y) != len(test["y"]) or not all(right(test, i, z) for i, z in enumerate(y)):
            failed.append(test["tcId"])
print(len(failed), "failed:", *failed)
