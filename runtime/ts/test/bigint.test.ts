import { describe, expect, it } from "vitest";
import { v1 } from "../src/index.js";
import { write } from "../src/bigint.js";
import { reader } from "../src/message.js";
import { fake } from "../src/testing.js";

const guard = v1.obj({
  members: { id: v1.all(v1.type("integer", "bigint"), v1.num({ min: 1, max: 18446744073709551615n })), count: v1.type("integer") },
  required: ["id"],
});
const definition: v1.Definition = {
  name: "ledger", path: "/ledger", release: "ledger@1-000000000000", kind: "broadcast", envelope: "bare",
  events: { posted: { version: 1, read: v1.big, guard, fallbacks: v1.inside({ members: { id: v1.bigint } }) } },
};
const read = (data: string) => reader(definition, true)({ event: "posted", data, id: "e.1" } as Parameters<ReturnType<typeof reader>>[0]);

describe("bigints", () => {
  it("are read where they are declared, whatever their size", () => {
    expect(read('{"id":9007199254740993}')).toMatchObject({ type: "posted", data: { id: 9007199254740993n } });
    expect(read('{"id":18446744073709551615,"count":3}')).toMatchObject({ data: { id: 18446744073709551615n, count: 3 } });
    expect(read('{"id":1.0}')).toMatchObject({ data: { id: 1n } });
  });
  it("are refused where a number is declared, and beyond their bounds", () => {
    for (const text of ['{"id":1,"count":9007199254740993}', '{"id":0}', '{"id":18446744073709551616}', '{"id":1.5}', '{"id":"1"}', '{"id":1,"more":1e400}']) {
      expect(read(text), text).toMatchObject({ type: "$unknown", reason: "invalid", raw: text });
    }
  });
  it("compare with bounds and multiples exactly", () => {
    const bounds = v1.num({ xmin: 9007199254740992n, max: 9007199254740995n, mult: 9007199254740993n });
    expect([9007199254740992n, 9007199254740993n, 9007199254740994n, 9007199254740996n].map((value) => bounds(value))).toEqual([false, true, false, false]);
    expect(v1.arr({ unique: true })([9007199254740993n, 9007199254740992n, 9007199254740993n])).toBe(false);
  });
});

describe("reading JSON with bigints", () => {
  it("is JSON.parse, where no integer is beyond 2^53", () => {
    for (const text of ['{"a":[1,-2.5,1e3,"9007199254740993",null],"__proto__":{"b":true}}', '"\\u0023 \\" 9007199254740993"', "[]", "9007199254740991", "-0"]) {
      expect(v1.big(text), text).toEqual(JSON.parse(text));
    }
    expect(v1.big("[9007199254740992, -9223372036854775808 ,18446744073709551615]")).toEqual([9007199254740992n, -9223372036854775808n, 18446744073709551615n]);
  });
  it("takes nothing that JSON.parse refuses, and nothing beyond 64 bits", () => {
    const wrong = ["{9007199254740993:1}", "09007199254740993", "9007199254740993 1", "9007199254740993-5", "1.", "-", "[1,]", "+9007199254740993", '{"a" 9007199254740993}', "", '"'];
    for (const text of wrong) {
      expect(() => JSON.parse(text) as unknown, text).toThrow();
      expect(() => v1.big(text), text).toThrow();
    }
    for (const text of ["18446744073709551616", "-9223372036854775809", "1e400"]) expect(() => v1.big(text), text).toThrow(RangeError);
  });
  it("inverts writing", () => {
    const value = { id: 18446744073709551615n, texts: ["18446744073709551615", 'bigint 0.5 9"'], list: [1, -9223372036854775808n, null] };
    expect(write(value)).toBe('{"id":18446744073709551615,"texts":["18446744073709551615","bigint 0.5 9\\""],"list":[1,-9223372036854775808,null]}');
    expect(v1.big(write(value))).toEqual(value);
  });
});

it("a fake stream emits them", async () => {
  interface Events { posted: v1.Typed<1, { readonly id: bigint }> }
  const server = fake(v1.client<Events>(definition));
  const ids: bigint[] = [];
  server.create().on("posted", (e) => ids.push(e.data.id));
  await server.emit("posted", { id: 9007199254740993n });
  expect(ids).toEqual([9007199254740993n]);
});
