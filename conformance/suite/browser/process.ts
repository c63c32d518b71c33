/** A server process of the suite: started on a free port, known by the line it prints, killed at will. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Running {
  /** `http://127.0.0.1:port`, as the process printed it. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it the hard way, as a power cut of the process would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end (SIGTERM) and waits for its exit code. */
  stop(): Promise<number | null>;
}

/** Starts `program` and waits for the line `listening on <url>`. */
export async function start(program: string, args: readonly string[]): Promise<Running> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  const url = await new Promise<string>((found, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`${program} ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^listening on (http:\S+)$/.exec(line);
      if (match?.[1] !== undefined) found(match[1]);
    });
  });
  return {
    url,
    process: child,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.kill("SIGTERM");
      await gone;
      return child.exitCode;
    },
  };
}
