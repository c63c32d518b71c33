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
import { LOOK, WAITING } from "./backoff.js";
import { isBehind } from "./cursor.js";
import { failure } from "./failure.js";
import type { Frame } from "./parser.js";
import type { Share } from "./parts.js";
import type { Closed, State } from "./state.js";

/** What `share` is told. */
export interface ShareOptions {
  /** Whose events these are. Tabs of different subjects share nothing; where the client has a `token`, it is needed. */
  readonly subject?: string;
}

/** What a leader says: with each frame, and its state at each change and when it is asked. */
interface Said {
  readonly frame?: Frame | undefined;
  /** The cursor before the frame. */
  readonly at: string | undefined;
  readonly state: State | false | undefined;
  readonly hidden: boolean | undefined;
}

/** Whether nobody looks at this tab. */
const isHidden = (): boolean | undefined => globalThis.document?.hidden;

/** Shares one connection among the tabs of an origin. */
export const share = ({ subject }: ShareOptions = {}): Share => (connect, topic) => (ask, take, tell, report, options, platform, ...more) => {
  const locks = globalThis.navigator?.locks;
  const isMixed = options.token && !subject;
  if (isMixed) report(failure("client/share-without-subject"));
  // Whoever has locks has channels.
  if (isMixed || !locks) return connect(ask, take, tell, report, options, platform, ...more);

  let name: string;
  let channel: BroadcastChannel;
  let cancel: (() => void) | undefined;
  /** Gives up waiting for the lock. */
  let waiting: AbortController | undefined;
  /** Gives the lock back; there is none while another leads. */
  let release: (() => void) | null | undefined;
  /** Whether a connection of our own runs. */
  let isOwn: boolean | undefined;
  let state: State | undefined;
  /** The last cursor that was handed out, or waits for it. */
  let position: string | undefined;
  /** The last cursor of the leader; `null`, which fits nothing, until it was heard. */
  let head: string | undefined | null;
  let queue: Promise<unknown> = Promise.resolve();
  let queued = 0;
  /** Looks since the leader was heard. */
  let silent: number;

  const say = (frame?: Frame): unknown => channel.postMessage({ frame, at: position, hidden: isHidden(), state: !frame && state } satisfies Said);
  const call = (): unknown => channel.postMessage(0);
  const fits = (at: string | undefined | null): boolean | null => at === position || isBehind(at as string | undefined, position);

  /** Hands a frame out after all before it. */
  const deliver = async (frame: Frame) => {
    if (release) say(frame);
    if (!isBehind(frame.id, position)) position = frame.id ?? position;
    queued++;
    const next = await (queue = queue.then(() => take(frame))) as Awaited<ReturnType<typeof take>>;
    queued--;
    // Another's connection ends without us, but who may not come again is told.
    if (!isOwn && (next as Closed)?.status) tell(next as Closed);
    settle();
    return next;
  };

  const [start, stop] = connect(ask, deliver, (next) => {
    tell((state = next));
    if (release) say();
  }, report, options, platform, ...more);

  /** Opens a connection of our own. It resumes after what is finished with, so that has to be all. */
  const own = async (): Promise<void> => {
    if (isOwn) return;
    isOwn = true;
    await queue;
    if (isOwn) start();
  };

  const disown = (): void => {
    stop();
    isOwn = false;
  };

  /** Goes over to the leader's frames once all before them was seen. */
  const settle = (): void => {
    if (release || !isOwn || !fits(head)) return;
    disown();
    if (state) tell(state);
  };

  const hear = ({ frame, at, state: said, hidden }: Said): void => {
    silent = 0;
    if (release) return;
    if (hidden && !isHidden()) return lead(true);
    head = frame?.id ?? at;
    const isNews = said && JSON.stringify(said) !== JSON.stringify(state);
    if (isNews) state = said;
    if (isOwn || !fits(at) || queued > WAITING) {
      void own();
      settle();
    } else {
      if (frame) void deliver(frame);
      if (isNews) tell(said);
    }
  };

  const lead = (isRobbery?: boolean): void => {
    waiting?.abort();
    const { signal } = (waiting = new AbortController());
    locks.request(name, isRobbery ? { steal: isRobbery } : { signal }, () => new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else {
        release = resolve;
        void own();
        say();
      }
    })).catch(() => {
      // Aborted: we gave up. Else we were robbed, and go on until we have caught up with who did it.
      if (signal.aborted) return;
      release = head = null;
      lead();
      call();
    });
  };

  const look = (): void => {
    cancel = platform.after(LOOK, look);
    if (release) return;
    if (silent > 2) {
      silent = 0;
      lead(true);
    } else if (silent++) call();
  };

  const halt = (): void => {
    cancel?.();
    waiting?.abort();
    release?.();
    channel?.close();
    release = head = null;
    silent = 0;
    disown();
  };

  return [
    () => {
      halt();
      name = `tidings:${topic()} ${subject}`;
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<Said | 0>) => {
        if (data) hear(data);
        else if (release) say();
      };
      lead();
      call();
      look();
    },
    halt,
  ];
};
