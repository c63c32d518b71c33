/** An amount in the smallest unit of its currency, as the contract has it. */
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  let format = formats.get(currency);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
    formats.set(currency, format);
  }
  return format;
}

/** `{ amount: 5400, currency: "EUR" }` → `€54.00`; yen have no cents. */
export function money({ amount, currency }: Amount): string {
  const format = formatOf(currency);
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** How long ago, in the shortest words. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** A latency: `0.4 ms` never shows, since the clocks count whole milliseconds. */
export function latency(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "–";
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `2026-11-24` → `24 Nov`; anything that is no date stays as it is. */
export function day(date: string): string {
  const at = new Date(`${date}T12:00:00`);
  return Number.isNaN(at.getTime()) ? date : at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}
