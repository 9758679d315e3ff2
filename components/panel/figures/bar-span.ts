/** Where a bar from zero to `value` lies on a scale of [low, high], in parts of its length. */
export function spanBar(value: number, low: number, high: number): { from: number; length: number } {
  if (!(high > low)) return { from: 0, length: 0 };
  const place = (at: number) => (Math.min(high, Math.max(low, at)) - low) / (high - low);
  const [zero, end] = [place(0), place(value)];
  return { from: Math.min(zero, end), length: Math.abs(end - zero) };
}
