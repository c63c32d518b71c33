import { describe, expect, it, vi } from "vitest";
import { telemetry } from "../src/telemetry.js";
import { anchor, collect, control, placed, settle, world } from "./kit.js";

describe("telemetry", () => {
  it("counts events, gaps, unknowns, invalid payloads and reconnects, and measures from the envelope's time", async () => {
    const numbers = telemetry();
    const { server, clock, orders } = world({ telemetry: numbers });
    clock.time = 1763700000123 + 40;
    collect(orders);
    await settle();
    await server.last.send(anchor("e1.0"), placed(1), placed(2));
    clock.time += 60;
    await server.last.send(placed(3), 'id: e1.4\nevent: order.lost\ndata: {"v":1}\n\n', 'id: e1.5\nevent: order.placed\ndata: {"v":2,"data":{}}\n\n', control("gap", { from: "e1.5", to: "e1.9", reason: "trimmed" }, "e1.9"));
    server.last.fail();
    await clock.advance(5000);
    expect(numbers.read()).toEqual({
      counts: { "order.placed": 3, $gap: 1, "$unknown name": 1, "$unknown invalid": 1, $connecting: 2, $open: 2, $waiting: 1 },
      latency: { count: 3, p50: 40, p99: 40, max: 100 }, render: { count: 0, p50: 0, p99: 0, max: 0 },
    });
  });

  it("keeps a bounded number of measurements, of the latest", () => {
    const numbers = telemetry();
    for (let at = 0; at < 10_000; at++) numbers.told({ type: "a", time: 0 }, at);
    expect(numbers.read().latency).toMatchObject({ count: 10_000, max: 9999, p50: 9999 - 256 });
  });

  it("sends a beacon whenever the page is hidden", () => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    const sent: unknown[] = [];
    vi.stubGlobal("document", page);
    vi.stubGlobal("navigator", { sendBeacon: (url: string, body: string) => sent.push([url, (JSON.parse(body) as { counts: object }).counts]) });
    const numbers = telemetry({ beacon: "/metrics" });
    numbers.told({ type: "a" }, 0);
    page.dispatchEvent(new Event("visibilitychange"));
    page.hidden = true;
    page.dispatchEvent(new Event("visibilitychange"));
    expect(sent).toEqual([["/metrics", { a: 1 }]]);
    vi.unstubAllGlobals();
  });
});
