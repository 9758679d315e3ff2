import type { ReactNode } from "react";

const shapes = {
  plus: <path d="M8 2.5v11M2.5 8h11" />,
  close: <path d="m3.5 3.5 9 9m0-9-9 9" />,
  earlier: <path d="M13 8H3m4-4L3 8l4 4" />,
  later: <path d="M3 8h10M9 4l4 4-4 4" />,
  edit: <path d="m3 13 .6-2.8 7-7 2.2 2.2-7 7L3 13ZM9.2 4.6l2.2 2.2" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  search: <path d="M11 7a4 4 0 1 1-8 0 4 4 0 0 1 8 0Zm-1.2 2.8L13.5 13.5" />,
  clock: <path d="M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 4.5V8l2.3 1.6" />,
  chevron: <path d="m4 6.5 4 4 4-4" />,
  back: <path d="m9.5 3.5-4.5 4.5 4.5 4.5" />,
  moon: <path d="M13.2 9.7A5.7 5.7 0 0 1 6.3 2.8a5.7 5.7 0 1 0 6.9 6.9Z" />,
  help: <path d="M6 6a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.3M8 11.6v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z" />,
  counter: <path d="M3 13V9m3.3 4V6m3.4 7V8m3.3 5V3" />,
  timer: <path d="M13 9A5 5 0 1 1 3 9a5 5 0 0 1 10 0ZM8 6.5V9l1.5 1M6.5 1.8h3" />,
  gauge: <path d="M3.2 12a6 6 0 1 1 9.6 0M8 9.5l2.6-3" />,
  set: <path d="M10 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Zm3 0a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Z" />,
  line: <path d="m2 11.5 3.5-4 3 2.5L14 4" />,
  area: <path d="m2 10 3.5-3.5 3 2.5L14 4v9H2z" fill="currentColor" fillOpacity=".3" />,
  column: <path d="M3.5 13V8m3 5V4m3 9V6.5m3 6.5V3" strokeWidth="2" />,
  function: <path d="M11 3.3c-1.7-.7-2.8.1-3.2 1.8L6.4 11c-.4 1.6-1.4 2.2-2.9 1.6M5.4 7h5" />,
  step: <path d="M2 11.5h4v-5h4V10h4" />,
  stacked: (
    <>
      <path d="m2 7 4-3 4 2 4-3.5V13H2z" fill="currentColor" fillOpacity=".2" />
      <path d="m2 10.5 4-2 4 1 4-2.5" />
    </>
  ),
  percent: <path d="M2 3h12v10H2zm0 6 4-2 4 1 4-2.5" fill="currentColor" fillOpacity=".2" />,
  band: (
    <>
      <path d="m2 6 4-3 4 2 4-2.5v7L10 12l-4-1.5L2 12z" fill="currentColor" fillOpacity=".2" stroke="none" />
      <path d="m2 9.5 4-2.5 4 2 4-2.5" />
    </>
  ),
  bars: <path d="M2.5 3.5v9m0-8h11m-11 3.5h7m-7 3.5h4" strokeWidth="1.8" />,
  table: <path d="M2 3h12v10H2zm0 3.3h12M2 9.7h12M6.5 6.3V13" />,
  heatmap: (
    <>
      <path d="M2.5 2.5h11v11h-11z" strokeWidth="1" />
      <path d="M2.5 9.8h3.7V6.2h3.6V9.8h3.7" fill="currentColor" fillOpacity=".35" stroke="none" />
      <path
        d="M2.5 6.2h3.7v3.6H2.5zm7.3 0h3.7v3.6H9.8zM6.2 9.8h3.6v3.7H6.2z"
        fill="currentColor"
        stroke="none"
      />
    </>
  ),
  timeline: <path d="M2 4h5m3 0h4M2 8h8m3 0h1M2 12h3m3 0h6" strokeWidth="2.6" strokeLinecap="butt" />,
  stat: <path d="M4 5.5 6 4v8M4 12h4m2-8h2.5v2.7c0 .8-2.5 1.4-2.5 3V12H13" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** Drawn, never a font's glyph; says nothing to screen readers. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes[name]}
    </svg>
  );
}
