import { describe, expect, it } from "vitest";
import { v1 } from "../src/index.js";
import { isExact } from "../src/exact.js";
import { isMultiple } from "../src/multiple.js";

const { all, any, arr, cond, int, list, never, not, num, obj, object, one, ref, rest, some, str, text, type, values } = v1;

/** A guard, what it must take and what it must refuse, as JSON texts. */
const CASES: readonly (readonly [name: string, guard: v1.Guard, takes: readonly string[], refuses: readonly string[]])[] = [
  ["any", any, ["null", "{}", "1"], []],
  ["never", never, [], ["null", "{}", "1"]],
  ["type null", type("null"), ["null"], ["0", "false", "{}", "[]", '""']],
  ["type boolean", type("boolean"), ["true", "false"], ["0", "null"]],
  ["type integer", type("integer"), ["1", "1.0", "-0", "1e3", "-7"], ["1.5", '"1"', "true"]],
  ["type number", type("number"), ["1", "1.5", "1e300"], ['"1"', "null"]],
  ["type string", type("string"), ['""', '"a"'], ["1", "null"]],
  ["type array", type("array"), ["[]"], ["{}", "null"]],
  ["type object", type("object"), ["{}"], ["[]", "null", '"a"']],
  ["several types", type("string", "null"), ['"a"', "null"], ["1", "{}"]],
  ["enum by value", values(1, "a", null, { a: [1, { b: 2, c: 3 }] }), ["1", "1.0", '"a"', "null", '{"a":[1,{"c":3,"b":2}]}'], ["2", '"b"', "false", "{}", '{"a":[1,{"b":2}]}', '{"a":[{"b":2,"c":3},1]}', '"1"']],
  ["const zero", values(0), ["0", "-0", "0.0"], ["false", "null", '""']],
  ["inclusive bounds", num({ min: 1, max: 3 }), ["1", "3", '"0"', "null"], ["0.999", "3.001"]],
  ["exclusive bounds", num({ xmin: 1, xmax: 3 }), ["1.001", "2.999", "[]"], ["1", "3"]],
  ["multipleOf", num({ mult: 0.01 }), ["19.99", "0", "0.07", "1e3", '"x"'], ["0.005", "19.999"]],
  ["no value", values(), [], ["0", "null", "18446744073709551616.0"]],
  ["lengths in code points", str({ min: 2, max: 3 }), ['"ab"', '"😀😀"', '"😀😀😀"', '"abc"', "1"], ['"a"', '"😀"', '"abcd"', '"😀😀😀😀"']],
  ["pattern", str({ pattern: /^\p{L}+$/u }), ['"é"', "1"], ['"1"', '""']],
  ["required", obj({ required: ["a", "toString"] }), ['{"a":null,"toString":1}', "[]", "1"], ['{"a":1}', "{}"]],
  ["members by name", obj({ members: { a: type("string"), constructor: type("null") } }), ['{"a":"x"}', '{"b":1}', "{}", '{"constructor":null}', '"x"'], ['{"a":1}', '{"constructor":1}']],
  ["a member named __proto__", obj({ members: { ["__proto__"]: type("string") }, rest: never }), ['{"__proto__":"x"}', "{}"], ['{"__proto__":1}', '{"a":1}']],
  ["rest and patterns", obj({ members: { a: any }, patterns: [[/^x_/u, type("integer")]], rest: never }), ['{"a":1,"x_1":2}', "{}"], ['{"x_1":"a"}', '{"b":1}']],
  ["members and patterns both hold", obj({ members: { x_a: num({ min: 5 }) }, patterns: [[/^x_/u, type("integer")]] }), ['{"x_a":5}'], ['{"x_a":4}', '{"x_a":5.5}']],
  ["propertyNames", obj({ names: str({ max: 2 }) }), ['{"ab":1}', "{}"], ['{"abc":1}']],
  ["member counts", obj({ min: 1, max: 2 }), ['{"a":1}', '{"a":1,"b":1}', "[]"], ["{}", '{"a":1,"b":1,"c":1}']],
  ["dependentRequired and dependentSchemas", obj({ needs: { a: ["b"], c: obj({ min: 3 }) } }), ['{"a":1,"b":1}', '{"b":1}', '{"c":1,"d":1,"e":1}'], ['{"a":1}', '{"c":1}']],
  ["items after a prefix", arr({ prefix: [type("string")], rest: type("integer") }), ["[]", '["a"]', '["a",1,2]', "{}"], ["[1]", '["a","b"]']],
  ["no items after a prefix", arr({ prefix: [any], rest: never }), ["[1]", "[]"], ["[1,2]"]],
  ["item counts", arr({ min: 1, max: 2 }), ["[1]", "[1,2]"], ["[]", "[1,2,3]"]],
  ["contains", arr({ contains: [type("integer")] }), ['["a",1]', '"x"'], ["[]", '["a"]']],
  ["contains with bounds", arr({ contains: [type("integer"), 0, 1] }), ["[]", "[1]"], ["[1,2]"]],
  ["uniqueItems by value", arr({ unique: true }), ['[1,"1",true,null,[1],{"a":1,"b":2}]', "[]"], ["[1,1.0]", '[{"a":1,"b":2},{"b":2,"a":1}]', "[0,-0]"]],
  ["an object in whole", object({ a: type("string"), ["__proto__"]: any }, { b: type("null") }, { rest: never, required: ["b"] }), ['{"a":"x","__proto__":1,"b":null}'], ['{"a":"x","b":null}', '{"a":"x","__proto__":1}', '{"a":1,"__proto__":1,"b":null}', '{"a":"x","__proto__":1,"b":null,"c":1}', "[]", "1"]],
  ["an object without conditions", object({}), ["{}", '{"a":1}'], ["[]", "null"]],
  ["a list", list(type("integer"), { max: 2 }), ["[]", "[1,2]"], ["[1,2,3]", '["a"]', "{}", "1"]],
  ["a text", text({ min: 1 }), ['"a"'], ['""', "1", "null"]],
  ["an integer", int({ max: 3 }), ["3", "-1.0"], ["4", "1.5", '"1"']],
  ["unevaluatedProperties over an object in whole", rest(all(object({ a: any }), obj({ members: { b: any } })), { members: never }), ['{"a":1,"b":2}'], ['{"a":1,"c":1}', '{"b":1}']],
  ["allOf", all(type("integer"), num({ min: 2 })), ["2"], ["1", '"a"']],
  ["anyOf", some(type("string"), num({ min: 2 })), ['"a"', "2", "null"], ["1"]],
  ["oneOf", one(num({ min: 2 }), num({ max: 4 })), ["1", "5"], ["3", '"a"']],
  ["not", not(type("string")), ["1"], ['"a"']],
  ["if then else", cond(type("string"), str({ min: 2 }), type("integer")), ['"ab"', "1"], ['"a"', "1.5"]],
  ["if without else", cond(type("string"), str({ min: 2 })), ["1.5"], ['"a"']],
  ["unevaluatedProperties over allOf", rest(all(obj({ members: { a: any } }), obj({ members: { b: any } })), { members: never }), ['{"a":1,"b":2}', "1"], ['{"c":1}']],
  ["unevaluatedProperties: only passing branches count", rest(some(obj({ members: { a: type("string") }, required: ["a"] }), obj({ members: { b: any }, required: ["b"] })), { members: never }), ['{"a":"x"}', '{"b":1}', '{"a":"x","b":1}'], ['{"a":1,"b":1}', '{"c":1}']],
  ["unevaluatedProperties with a schema", rest(obj({ members: { a: any } }), { members: type("integer") }), ['{"a":"x","b":1}'], ['{"b":"x"}']],
  ["unevaluatedProperties and if", rest(cond(obj({ members: { a: values(1) }, required: ["a"] }), obj({ members: { b: any } })), { members: never }), ['{"a":1,"b":2}', "{}"], ['{"a":2}', '{"b":1}']],
  ["unevaluatedProperties and not", rest(not(not(obj({ members: { a: any } }))), { members: never }), ["{}"], ['{"a":1}']],
  ["unevaluatedItems", rest(all(arr({ prefix: [any] }), arr({ contains: [type("string"), 0] })), { items: never }), ['[1,"a"]', "[1]"], ["[1,2]"]],
  ["nested unevaluatedProperties evaluate for their parent", rest(rest(obj({ members: { a: any } }), { members: type("integer") }), { members: never }), ['{"a":1,"z":2}'], ['{"z":"x"}']],
];

describe("guards", () => {
  for (const [name, guard, takes, refuses] of CASES) {
    it(name, () => {
      for (const text of takes) expect(guard(JSON.parse(text)), text).toBe(true);
      for (const text of refuses) expect(guard(JSON.parse(text)), text).toBe(false);
    });
  }

  it("what JSON.parse makes of a number beyond all doubles is no number, and equals nothing that JSON can say", () => {
    for (const guard of [type("number"), type("integer"), values(null), values(0, "Infinity")]) {
      for (const text of ["1e400", "-1e400"]) expect(guard(JSON.parse(text)), text).toBe(false);
    }
    expect(arr({ unique: true })([null, Infinity])).toBe(true);
  });

  it("recursion goes through ref", () => {
    const tree: v1.Guard = all(type("object"), obj({ members: { next: ref(() => tree) }, rest: never }));
    expect(tree(JSON.parse('{"next":{"next":{}}}'))).toBe(true);
    expect(tree(JSON.parse('{"next":{"next":{"x":1}}}'))).toBe(false);
  });
});

describe("multiples", () => {
  it("are decided on decimals", () => {
    for (const [value, of] of [[0.3, 0.1], [1.1, 0.1], [4.35, 0.01], [1e300, 1e-3], [1e21, 7e20 / 7], [0, 5], [-4.5, 1.5], [5e-324, 5e-324], [3 * 2 ** 70, 3]] as const) expect(isMultiple(value, of), `${value} of ${of}`).toBe(true);
    for (const [value, of] of [[0.35, 0.1], [1, 0.3], [1e-10, 1e-9], [7, 2], [1, 0], [1.844674407371055e19, 3], [-1.844674407371055e19, 3]] as const) expect(isMultiple(value, of), `${value} of ${of}`).toBe(false);
  });
});

describe("exact numbers", () => {
  it("integers from 2^53 and what is no finite double are told by their text", () => {
    for (const text of ["9007199254740992", "-9007199254740993", "[1,12345678901234567890]", "1e400", "-1E400", '{"a":1e999}', "1" + "0".repeat(400), "1.5e999"]) expect(isExact(text), text).toBe(false);
  });
  it("all else is exact: digits in strings, doubles, long fractions", () => {
    for (const text of ["9007199254740991", "-9007199254740991", "1e300", "9007199254740993.5", "1e16", '"9007199254740993"', '{"a\\"12345678901234567890":1}', '"\\\\",1', "0.12345678901234567890", '"1e400"', "1e-400"]) expect(isExact(text), text).toBe(true);
  });
  it("a long string needs no stack", () => {
    expect(isExact(JSON.stringify({ a: "12345678901234567 \\\" ".repeat(500_000), b: 1 }))).toBe(true);
    expect(isExact(JSON.stringify("\\\n\"".repeat(500_000)).slice(0, -1) + '12345678901234567"')).toBe(true);
  });
});

describe("conversions", () => {
  const { chain, choose, fallback, fallbackTag, inside, later } = v1;
  const convert = (conversion: v1.Convert, text: string): unknown => conversion(JSON.parse(text));
  const status = fallback(["open", "done"], "unknown");

  it("an unknown enum member becomes the fallback; others and other types stay", () => {
    expect([convert(status, '"open"'), convert(status, '"held"'), convert(status, "null"), convert(status, '"toString"')]).toEqual(["open", "unknown", null, "unknown"]);
  });
  it("an unknown tag becomes the fallback and the other members stay", () => {
    const union = fallbackTag("kind", ["card"], "other");
    expect(convert(union, '{"kind":"card","n":1}')).toEqual({ kind: "card", n: 1 });
    expect(convert(union, '{"kind":"cash","n":1}')).toEqual({ kind: "other", n: 1 });
    expect(convert(union, '{"n":1}')).toEqual({ n: 1 });
    expect(convert(union, "[1]")).toEqual([1]);
  });
  it("inside members, the rest, prefix and items; null, false, zero and empty stay what they are", () => {
    expect(convert(inside({ members: { a: status }, rest: later(() => inside({ items: status })) }), '{"a":"x","b":["open","x",null,0,false,""],"c":"x"}')).toEqual({ a: "unknown", b: ["open", "unknown", null, 0, false, "unknown"], c: "x" });
    expect(convert(inside({ prefix: [status] }), '["x","y"]')).toEqual(["unknown", "y"]);
    expect(convert(inside({ members: { ["__proto__"]: status } }), '{"__proto__":"x"}')).toEqual(JSON.parse('{"__proto__":"unknown"}'));
  });
  it("the first branch whose guard takes the value converts it", () => {
    const either = choose([obj({ required: ["a"] }), inside({ members: { a: status } })], [any, inside({ members: { b: status } })]);
    expect([convert(either, '{"a":"x","b":"x"}'), convert(either, '{"b":"x"}')]).toEqual([{ a: "unknown", b: "x" }, { b: "unknown" }]);
    expect(convert(choose([type("string")]), "1")).toBe(1);
    expect(convert(chain(inside({ members: { a: status } }), inside({ members: { b: status } })), '{"a":"x","b":"y"}')).toEqual({ a: "unknown", b: "unknown" });
  });
});

describe("a Standard Schema", () => {
  it("takes what the guard takes, and converts a copy", () => {
    const schema = v1.standard<{ a: string }>(obj({ required: ["a"] }), v1.inside({ members: { a: v1.fallback(["x"], "y") } }));
    const { version, vendor, validate } = schema["~standard"];
    const input = { a: "z" };
    expect([version, vendor, validate(input), validate({})]).toEqual([1, "tidings", { value: { a: "y" } }, { issues: [{ message: "not in the accept set of this version" }] }]);
    expect(input).toEqual({ a: "z" });
  });
});
