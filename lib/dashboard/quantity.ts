/** A number for people: three significant digits and an SI prefix, `1.28` and `k`. Values read from sparklines. */
export function printNumber(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "\u2212" : "";
  if (size === 0) return "0";
  if (size < 0.001) return sign + size.toExponential(1);
  const step =
    prefixes.find((each) => size >= each.from * 0.9995) ?? prefixes[prefixes.length - 1]!;
  const scaled = size / step.by;
  const text =
    scaled < 1
      ? scaled.toPrecision(3)
      : scaled.toFixed(scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2);
  const short = Number.isInteger(size) && step.prefix === "" ? String(size) : text;
  return sign + short + (step.prefix && `\u2009${step.prefix}`);
}

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `3 d` */
export function printAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}\u2009s`;
  if (seconds < 90) return `${Math.round(seconds)}\u2009s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)}\u2009min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)}\u2009h`;
  return `${Math.round(seconds / 86_400)}\u2009d`;
}

const prefixes = [
  { from: 1e12, by: 1e12, prefix: "T" },
  { from: 1e9, by: 1e9, prefix: "G" },
  { from: 1e6, by: 1e6, prefix: "M" },
  { from: 1e3, by: 1e3, prefix: "k" },
  { from: 0, by: 1, prefix: "" },
];
