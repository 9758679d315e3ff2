import { useState } from "react";
import type { Notice } from "./notices";

const keptNotices = 5;

/** The page's notices, the newest five; the same sentence stands there once. */
export function useNotices(first: readonly string[]) {
  const [notices, setNotices] = useState<Notice[]>(() => number([], first));
  return {
    notices,
    notify: (texts: readonly string[]) => setNotices((before) => number(before, texts)),
    dismiss: (id: number) => setNotices((before) => before.filter((notice) => notice.id !== id)),
  };
}

function number(before: Notice[], texts: readonly string[]): Notice[] {
  const next = (before[before.length - 1]?.id ?? 0) + 1;
  const fresh = [...new Set(texts)].filter((text) => before.every((notice) => notice.text !== text));
  return [...before, ...fresh.map((text, index) => ({ id: next + index, text }))].slice(-keptNotices);
}
