"""Simulates the seven providers as a script sees them: they store objects, page lists, and reject what the real providers
reject.

A world is one account. Ids are sequential, so that two accounts in the same state are equal.
"""

import copy
import re


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def take(objects, **wanted):
    """The objects with these members."""
    return [each for each in objects if all(each.get(name) == value for name, value in wanted.items())]


def one(objects, id, name="id"):
    found = take(objects, **{name: id})
    if not found:
        raise Refused(404, f"{id} not found")
    return found[0]


class World:
    """An account. `kinds` maps kinds of objects to the prefixes and lengths of their ids."""

    kinds = {}

    def __init__(self):
        self.objects = {kind: [] for kind in self.kinds}
        self.writes = 0

    def new_id(self, kind):
        prefix, digits = self.kinds[kind]
        return prefix + str(len(self.objects[kind]) + 1).zfill(digits)

    def add(self, kind, **members):
        made = {"id": self.new_id(kind), **members}
        self.objects[kind].append(made)
        self.writes += 1
        return copy.deepcopy(made)

    def change(self, target, **members):
        target.update(members)
        self.writes += 1
        return copy.deepcopy(target)

    def state(self):
        return copy.deepcopy(self.objects)

    def handle(self, method, path, query, body):
        for pattern, action in self.routes:
            match = re.fullmatch(pattern, f"{method} {path}")
            if match:
                return action(self, query, body, *match.groups())
        raise Refused(404, f"no such call: {method} {path}")

    def authorized(self, headers):
        return headers.get("Authorization") == f"Bearer {self.key}"

    def error(self, message):
        return {"message": message}
