"""Prints the names of the functions and variables that a run of a program comes by: `start.order` beside this file is made of them.

usage: start_order.py PROGRAM ARGUMENTS…

The program must have its symbols. It needs valgrind, which tells every address, and nm, which tells what is there.
"""

import bisect
import re
import subprocess
import sys

# Constants are left out: they are many, and a page of them costs less than one that is written to.
SECTIONS = {".text", ".data", ".bss"}
ACCESS = re.compile(rb"^(?:I | L| S| M) +([0-9a-f]+),", re.MULTILINE)


def touched(command):
    """All addresses that are run, read or written, in order."""
    trace = subprocess.run(
        ["valgrind", "--quiet", "--tool=lackey", "--trace-mem=yes", *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True).stderr
    return sorted({int(address, 16) for address in ACCESS.findall(trace)})


def symbols(program):
    """The name, the first address and the size of what is in the sections."""
    for line in subprocess.check_output(["nm", "--defined-only", "--format=sysv", program], text=True).splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and fields[6] in SECTIONS and fields[4]:
            yield fields[0], int(fields[1], 16), int(fields[4], 16)


def main(command):
    addresses = touched(command)
    names = set()
    for name, start, size in symbols(command[0]):
        index = bisect.bisect_left(addresses, start)
        if index < len(addresses) and addresses[index] < start + size:
            names.add(name)
    print("# What a start comes by, in the order of the names. `make start-order` writes it.")
    print("\n".join(sorted(names)))


main(sys.argv[1:])
