import { describe, expect, it } from "vitest";
import { address } from "../src/address.js";

const stream = { path: "/streams/notifications/{user}/{box}", release: "notifications@1-0c5e1d2f3a4b" };
const origin = "https://a.example";

describe("addresses", () => {
  it("hold parameters as one segment each, whatever they are", () => {
    const { href } = address(stream, { origin, params: { user: "u/1?x#é %2e", box: "..." } });
    expect(href).toBe("https://a.example/streams/notifications/u%2F1%3Fx%23%C3%A9%20%252e/...?release=notifications%401-0c5e1d2f3a4b");
  });
  it("refuse parameters that would name another topic, or that are missing", () => {
    for (const user of ["..", ".", "", undefined]) expect(() => address(stream, { origin, params: { user, box: "b" } }), String(user)).toThrow("topic parameter user");
    expect(() => address(stream, { origin })).toThrow("topic parameter user");
    expect(() => address(stream, { origin, params: Object.create({ user: "a", box: "b" }) as object })).not.toThrow();
  });
  it("take a url instead, absolute or not, and keep its query", () => {
    expect(address({ path: "/x", release: "r" }, { url: "https://b.example/y?z=1" }).href).toBe("https://b.example/y?z=1&release=r");
    expect(address({ path: "/x", release: "r" }, { origin, url: "/y" }).href).toBe("https://a.example/y?release=r");
  });
  it("are none without an origin", () => {
    expect(() => address({ path: "/x", release: "r" }, {})).toThrow();
  });
});
