/** `25 Nov 2026, 10:15:03 – 10:30:03 UTC`; with both days where there are two. */
export function printSpan(span: { fromMs: number; untilMs: number }, timeZone?: string): string {
  const [from, until] = [new Date(span.fromMs), new Date(span.untilMs)];
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", year: "numeric" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
  const zone = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" })
    .formatToParts(until)
    .find(({ type }) => type === "timeZoneName")!.value;
  const sameDay = day.format(from) === day.format(until);
  const end = sameDay ? time.format(until) : `${day.format(until)}, ${time.format(until)}`;
  return `${day.format(from)}, ${time.format(from)} – ${end} ${zone}`;
}
