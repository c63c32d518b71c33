/**
 * One connection for all tabs of an address: one tab leads and hands every frame to the others.
 *
 * The leader is who holds a Web Lock; frames go over a BroadcastChannel. A tab that closes or crashes loses the lock, and
 * the next one has it at once. A leader that is frozen, or hidden while another tab is visible, is robbed of it.
 *
 * Every frame says after which cursor it stands. A tab that cannot join them to what it has seen opens a connection of
 * its own, until it has caught up: so new tabs, woken tabs and changes of leadership lose nothing, and what comes twice is
 * dropped by the cursor as ever.
 *
 * Where there are no locks (plain http, old browsers) every tab has its own connection.
 */
import { isBehind } from "./cursor.js";
import type { Frame } from "./parser.js";
import type { Share } from "./parts.js";
import type { State } from "./state.js";

/** What `share` is told. */
export interface ShareOptions {
  /** Whose events these are. Tabs of different subjects share nothing; where the client has a `token`, it is needed. */
  readonly subject?: string;
}

/** What a leader says: with each frame, at each change of its state, and when it is asked. */
interface Said {
  readonly frame?: Frame | undefined;
  /** The cursor before the frame. */
  readonly at: string | undefined;
  readonly state: State | undefined;
  readonly isHidden: boolean;
}

/** Tabs of several users may not share: who is meant was not said. */
export class ShareError extends Error {
  readonly id = "client/share-without-subject";
}

/** A follower looks this often whether its leader lives, in milliseconds: frozen ones are replaced within four looks. */
const LOOK = 250;

/** So many frames may wait in a tab that is behind; beyond, it catches up on a connection of its own. */
const WAITING = 4096;

/** Shares one connection among the tabs of an origin. */
export const share = ({ subject }: ShareOptions = {}): Share => (connect, topic) => (ask, take, tell, report, options, platform, ...more) => {
  const locks = globalThis.navigator?.locks;
  if (options.token && subject === undefined) report(new ShareError("share() needs a subject beside a token: every tab has its own connection"));
  else if (locks && globalThis.BroadcastChannel) {
    const isHidden = (): boolean => !!globalThis.document?.hidden;
    let name: string;
    let channel: BroadcastChannel | undefined;
    let cancel = (): void => {};
    /** Gives up waiting for the lock. */
    let waiting: AbortController;
    /** Gives the lock back; there is none while another leads. */
    let release: (() => void) | undefined;
    /** Whether a connection of our own runs. */
    let isOwn = false;
    let state: State | undefined;
    /** The last cursor that was handed out, or waits for it. */
    let position: string | undefined;
    /** While catching up: frames of the leader, and the cursor before the first and after the last. None is known yet without `base`. */
    let base: { at: string | undefined; end: string | undefined } | undefined;
    let buffer: Frame[] = [];
    let queue: Promise<unknown> = Promise.resolve();
    let queued = 0;
    /** Looks since the leader was heard. */
    let silent = 0;

    const say = (frame?: Frame): unknown => channel?.postMessage({ frame, at: position, state, isHidden: isHidden() } satisfies Said);
    const fits = (at: string | undefined): boolean => at === position || isBehind(at, position);

    /** Hands a frame out after all before it. */
    const deliver = async (frame: Frame) => {
      if (frame.id !== undefined && !isBehind(frame.id, position)) position = frame.id;
      const before = queue;
      const taken = (async () => {
        await before;
        return take(frame);
      })();
      queue = taken;
      queued++;
      const next = await taken;
      queued--;
      // Another's connection ends without us, but who may not come again is told.
      if (next && !isOwn && "status" in next) tell(next);
      return next;
    };

    const [start, stop] = connect(ask, async (frame) => {
      if (release) say(frame);
      const next = await deliver(frame);
      settle();
      return next;
    }, (next) => {
      state = next;
      tell(next);
      if (release) say();
    }, report, options, platform, ...more);

    const own = (): void => {
      if (isOwn) return;
      isOwn = true;
      // It resumes after what is finished with, so that has to be all.
      void queue.then(() => isOwn && channel && start());
    };

    /** Goes over to the leader's frames once nothing lies between. */
    const settle = (): void => {
      if (release || !isOwn || !base || !fits(base.at)) return;
      stop();
      isOwn = false;
      base = undefined;
      for (const frame of buffer.splice(0)) void deliver(frame);
      if (state) tell(state);
    };

    const hear = ({ frame, at, ...said }: Said): void => {
      silent = 0;
      if (release) return;
      if (said.isHidden && !isHidden()) return lead(true);
      if (!isOwn && fits(at) && queued < WAITING) {
        if (frame) void deliver(frame);
        if (said.state && said.state !== state) tell((state = said.state));
        return;
      }
      own();
      if (base?.end !== at || buffer.length > WAITING) {
        buffer = [];
        base = { at, end: at };
      }
      if (frame && base) {
        buffer.push(frame);
        base.end = frame.id ?? base.end;
      }
      state = said.state;
      settle();
    };

    const lead = (isRobbery: boolean): void => {
      waiting?.abort();
      const { signal } = (waiting = new AbortController());
      const hold = (): Promise<void> => new Promise((resolve) => {
        if (signal.aborted) return resolve();
        release = resolve;
        base = undefined;
        buffer = [];
        own();
        say();
      });
      locks.request(name, isRobbery ? { steal: true } : { signal }, hold).catch(() => {
        // Aborted: we gave up. Else we were robbed, and go on until we have caught up with who did it.
        if (signal.aborted) return;
        release = undefined;
        lead(false);
        channel?.postMessage(0);
      });
    };

    const look = (): void => {
      cancel = platform.after(LOOK, look);
      if (release) return;
      if (silent > 2) {
        silent = 0;
        lead(true);
      } else if (silent++) channel?.postMessage(0);
    };

    const halt = (): void => {
      cancel();
      waiting?.abort();
      release?.();
      release = undefined;
      channel?.close();
      channel = undefined;
      stop();
      isOwn = false;
      base = undefined;
      silent = 0;
    };

    return [
      () => {
        halt();
        name = `tidings:${topic()} ${subject ?? ""}`;
        channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }: MessageEvent<Said | 0>) => {
          if (data) hear(data);
          else if (release) say();
        };
        lead(false);
        channel.postMessage(0);
        look();
      },
      halt,
    ];
  }
  return connect(ask, take, tell, report, options, platform, ...more);
};
