import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFINITION, hasChromium, launch, LiveLog, until } from "./live-log.js";

const SCRIPT = `
import { Component, Profiler, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { createApp, h, nextTick, onUpdated, reactive } from "vue";
import { v1 } from "./index.js";
import { hook as reactHook } from "./react.js";
import { hook as vueHook } from "./vue.js";
import { telemetry } from "./telemetry.js";
const createOrders = v1.client(${DEFINITION});
const reduction = { initial: { count: 0, sum: 0, wrong: 0, last: 0 }, reduce: (value, e) => {
  if (e.type !== "order.placed") return { ...value, wrong: value.wrong + 1 };
  const { total } = e.data;
  return { count: value.count + 1, sum: value.sum + total, wrong: value.wrong + (value.last && total !== value.last + 1 ? 1 : 0), last: total };
} };
window.commits = 0;
window.frames = 0;
const tick = () => { window.frames++; requestAnimationFrame(tick); };
requestAnimationFrame(tick);
const numbers = (window.numbers = telemetry());
const root = document.getElementById("root");
const useOrders = reactHook(createOrders);
const Orders = ({ origin }) => {
  const [value, state] = useOrders(origin ? { origin, telemetry: numbers } : { telemetry: numbers }, reduction);
  window.value = value;
  window.status = state.status;
  return <p>{value.count}</p>;
};
window.react = () => {
  const tree = createRoot(root);
  const App = () => {
    const [isShown, show] = useState(true);
    window.show = show;
    return isShown ? <Orders /> : null;
  };
  tree.render(<StrictMode><Profiler id="orders" onRender={() => window.commits++}><App /></Profiler></StrictMode>);
};
const useVueOrders = vueHook(createOrders);
window.vue = () => {
  const props = reactive({ url: "/orders?a" });
  window.props = props;
  const app = createApp({
    setup: () => {
      const shown = useVueOrders(() => ({ url: props.url, telemetry: numbers }), reduction);
      onUpdated(() => window.commits++);
      return () => { [window.value, { status: window.status }] = shown.value; return h("p", shown.value[0].count); };
    },
  });
  app.mount(root);
  window.show = () => app.unmount();
};
`;

interface InPage {
  readonly value: { readonly count: number; readonly sum: number; readonly wrong: number; readonly last: number };
  readonly commits: number;
  readonly frames: number;
  readonly numbers: { read: () => { render: { count: number; p50: number } } };
}

describe.skipIf(!hasChromium)("hooks, in Chromium", () => {
  const log = new LiveLog();
  let browser: Browser;

  beforeAll(async () => {
    await log.start(SCRIPT);
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    log.close();
  });

  const open = async (which: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(log.url);
    await page.waitForFunction("window.vue");
    await page.evaluate(`window.${which}()`);
    await page.waitForFunction('window.status === "open"');
    return page;
  };
  const look = (page: Page): Promise<Pick<InPage, "value" | "commits" | "frames"> & { render: { count: number; p50: number } }> =>
    page.evaluate(() => {
      const { value, commits, frames, numbers } = window as never as InPage;
      return { value, commits, frames, render: numbers.read().render };
    });

  for (const which of ["react", "vue"]) {
    it(`${which}: 10,000 events a second, none is lost, and a frame commits once at most`, async () => {
      const asked = log.asked.length;
      const page = await open(which);
      // StrictMode mounts twice; there is one connection.
      expect([log.asked.length - asked, log.open.size]).toEqual([1, 1]);
      const first = log.last + 1;
      const before = await look(page);
      const start = Date.now();
      for (let sent = 0; sent < 20_000; ) {
        const due = Math.min(20_000, (Date.now() - start) * 10);
        if (due > sent) log.emit(due - sent);
        sent = due;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await page.waitForFunction(`window.value.last === ${log.last}`);
      const { value, commits, frames, render } = await look(page);
      expect([value.count, value.sum, value.wrong]).toEqual([20_000, (first + log.last) * 10_000, 0]);
      expect(commits - before.commits).toBeGreaterThan(1);
      expect(commits - before.commits).toBeLessThanOrEqual(frames - before.frames + 1);
      expect(render.count).toBeGreaterThan(1);
      console.log(`${which}: 20,000 events in ${Date.now() - start} ms, ${commits - before.commits} commits in ${frames - before.frames} frames, median time to render ${render.p50.toFixed(1)} ms`);
      await page.evaluate("window.show(false)");
      await until("nobody listens", () => log.open.size === 0);
      await page.context().close();
    }, 60_000);
  }

  it("react: a component that is gone disconnects, and one that comes begins anew", async () => {
    const page = await open("react");
    log.emit(3);
    await page.waitForFunction(`window.value.last === ${log.last}`);
    await page.evaluate("window.show(false)");
    await until("nobody listens", () => log.open.size === 0);
    log.emit(3);
    await page.evaluate("window.show(true)");
    await page.waitForFunction('window.status === "open" && window.value.count === 0');
    log.emit(1);
    await page.waitForFunction("window.value.count === 1");
    await page.context().close();
  }, 60_000);

  it("vue: another topic is another client, begun anew", async () => {
    const page = await open("vue");
    log.emit(3);
    await page.waitForFunction("window.value.count === 3");
    await page.evaluate('window.props.url = "/orders?b"');
    await page.waitForFunction('window.value.count === 0 && window.status === "open"');
    await until("one connection", () => log.open.size === 1);
    log.emit(1);
    await page.waitForFunction("window.value.count === 1");
    await page.context().close();
  }, 60_000);
});
