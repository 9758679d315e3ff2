/** `0.4 s`, `12 s`, `3 min`, `5 h`, `3 d` */
export function printAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}\u2009s`;
  if (seconds < 90) return `${Math.round(seconds)}\u2009s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)}\u2009min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)}\u2009h`;
  return `${Math.round(seconds / 86_400)}\u2009d`;
}
