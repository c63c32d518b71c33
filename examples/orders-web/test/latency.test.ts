import { expect, test } from "vitest";
import { ago, latency, money } from "../src/format.js";
import { latencies } from "../src/latency.js";

test("quantiles are over live events; a replayed one says nothing about latency", () => {
  const seen = latencies();
  for (const took of [4, 9000, 2, 8, 6]) seen.add(took);
  expect([seen.quantile(0), seen.quantile(0.5), seen.quantile(0.95)]).toEqual([2, 6, 8]);
  expect(seen.recent.filter((sample) => sample.late)).toHaveLength(1);
});

test("only the newest samples count, and clocks that differ give no negative time", () => {
  const seen = latencies(2);
  for (const took of [100, -3, 5]) seen.add(took);
  expect(seen.recent.map((sample) => sample.took)).toEqual([0, 5]);
  expect(latencies().quantile(0.5)).toBeUndefined();
});

test("amounts are written in their currency's own unit", () => {
  expect(money({ amount: 5400, currency: "EUR" })).toBe("€54.00");
  expect(money({ amount: 5400, currency: "JPY" })).toBe("JP¥5,400");
});

test("times are short", () => {
  expect([latency(undefined), latency(7.4), latency(1840)]).toEqual(["–", "7 ms", "1.8 s"]);
  expect([ago(0), ago(61_000), ago(7_300_000)]).toEqual(["now", "1 min ago", "2 h ago"]);
});
