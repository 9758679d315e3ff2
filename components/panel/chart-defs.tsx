/** Gradients and a pattern that every chart refers to. Once on the page, so that a theme is only CSS. */
export function ChartDefs() {
  return (
    <svg className="chart-defs" width="0" height="0" aria-hidden="true">
      <defs>
        <linearGradient id="fade-old">
          <stop offset="0" stopColor="var(--panel)" stopOpacity=".78" />
          <stop offset="1" stopColor="var(--panel)" stopOpacity="0" />
        </linearGradient>
        <linearGradient id="light-now">
          <stop offset="0" stopColor="var(--accent)" stopOpacity="0" />
          <stop offset="1" style={{ stopColor: "var(--accent)", stopOpacity: "var(--op-now)" }} />
        </linearGradient>
        <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="8" stroke="var(--warn)" strokeOpacity=".5" strokeWidth="3" />
        </pattern>
      </defs>
    </svg>
  );
}
