#!/usr/bin/env python3
"""Lets softulp judge a Python library: python3 library.py NAME, one of those that with_NAME.py is beside.

    softulp gate --cmd 'python3 library.py torch'

Of what a library has, it offers what it computes on this machine.
"""
import glob
import importlib
import os
import sys
import warnings

import adapter

HERE = os.path.dirname(os.path.abspath(__file__))
SIDES = {
    "cross_entropy": ["target"], "cross_entropy_grad": ["target"],
    "cross_entropy_soft": ["weights"], "cross_entropy_soft_grad": ["weights"],
    "softmax_vjp": ["cotangent"], "log_softmax_vjp": ["cotangent"],
}


def computes(function, f, dtype, library):
    """Says whether f answers for one row in this dtype."""
    load, np = getattr(library, "load", adapter.load), adapter.np
    row = load(b"\0" * (2 * {"float64": 8, "float32": 4}.get(dtype, 2)), dtype).reshape(1, 2)
    sides = {s: np.zeros(1, np.int64) if s == "target" else row for s in SIDES.get(function, [])}
    if hasattr(library, "axes"):
        sides["axis"] = -1
    try:
        getattr(library, "dump", adapter.dump)(f(x=row, **sides), dtype)
        return True
    except Exception as e:
        print("%s in %s is not offered: %s: %s" % (function, dtype, type(e).__name__, e), file=sys.stderr)
        return False


def main():
    names = sorted(os.path.basename(f)[5:-3] for f in glob.glob(os.path.join(HERE, "with_*.py")))
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        sys.exit("usage: library.py " + "|".join(names))
    warnings.simplefilter("ignore")
    try:
        library = importlib.import_module("with_" + sys.argv[1])
    except ImportError as e:
        sys.exit("library.py: %s cannot import it: %s" % (sys.executable, e))
    offers = {}
    for function, f in library.functions.items():
        dtypes = [d for d in library.dtypes if computes(function, f, d, library)]
        if dtypes:
            offers[function] = (f, " ".join(dtypes))
    more = {key: getattr(library, key) for key in ("load", "dump", "axes", "model", "profile") if hasattr(library, key)}
    adapter.serve(library.name, library.version, offers, **more)


if __name__ == "__main__":
    main()
