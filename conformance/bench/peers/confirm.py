"""Says which values a writer's and a reader's schema accept, with Python's jsonschema, formats off.

One JSON object {writer, reader, values} a line in, one {writer: [bool], reader: [bool]} or {error} a line out.

The specification asks for ECMA-262's regular expressions (2020-12, core 6.4 and validation 6.3.3); Python's dialect differs
in a few places, of which `$` before a last line end is the best known. `pattern`, `patternProperties` and, for the names that
patterns cover, `additionalProperties` are therefore read through `ecma` below. Everything else is the library as it is.
"""

import functools
import json
import re
import sys

from jsonschema import Draft202012Validator, ValidationError, validators

LINE_END = r"\n\r\u2028\u2029"
SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
SETS = {"d": "0-9", "w": "A-Za-z0-9_", "s": SPACE}


def escape(pattern, at, in_class):
    """What stands for the escape at a place, and how long it is."""
    letter = pattern[at + 1] if at + 1 < len(pattern) else ""
    if letter in SETS:
        return (SETS[letter] if in_class else f"[{SETS[letter]}]"), 2
    if letter.lower() in SETS and letter:
        if in_class:
            raise re.error("a negated set within a class has no counterpart", pattern, at)
        return f"[^{SETS[letter.lower()]}]", 2
    if letter == "c":
        return re.escape(chr(ord(pattern[at + 2]) % 32)), 3
    wide = re.compile(r"\\u\{([0-9a-fA-F]+)\}").match(pattern, at)
    if wide:
        return re.escape(chr(int(wide[1], 16))), len(wide[0])
    if letter in "AZzaG":
        raise re.error(f"\\{letter} is not ECMA's", pattern, at)
    if letter == "/" or letter == "-":
        return re.escape(letter), 2
    return pattern[at : at + 2], 2


@functools.lru_cache(maxsize=None)
def ecma(pattern):
    """An ECMA pattern as Python's."""
    out, at, in_class = [], 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            text, length = escape(pattern, at, in_class)
            out.append(text)
            at += length
            continue
        if in_class:
            in_class = char != "]"
            out.append("\\[" if char == "[" else char)
        elif char == "[":
            in_class = True
            out.append(char)
        else:
            out.append({"$": r"\Z", ".": f"[^{LINE_END}]"}.get(char, char))
        at += 1
    return re.compile("".join(out))


def pattern(validator, wanted, instance, schema):
    if validator.is_type(instance, "string") and not ecma(wanted).search(instance):
        yield ValidationError(f"{instance!r} does not match {wanted!r}")


def pattern_properties(validator, properties, instance, schema):
    if validator.is_type(instance, "object"):
        for wanted, subschema in properties.items():
            for name, member in instance.items():
                if ecma(wanted).search(name):
                    yield from validator.descend(member, subschema, path=name, schema_path=wanted)


def additional_properties(validator, rest, instance, schema):
    if not validator.is_type(instance, "object"):
        return
    patterns = [ecma(wanted) for wanted in schema.get("patternProperties", {})]
    for name, member in instance.items():
        if name not in schema.get("properties", {}) and not any(p.search(name) for p in patterns):
            yield from validator.descend(member, rest, path=name)


Ecma = validators.extend(
    Draft202012Validator,
    {"pattern": pattern, "patternProperties": pattern_properties, "additionalProperties": additional_properties},
)


def answer(question):
    try:
        sides = {}
        for side in ("writer", "reader"):
            validator = Ecma(question[side])
            sides[side] = [validator.is_valid(value) for value in question["values"]]
        return sides
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
