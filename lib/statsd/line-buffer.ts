import { maxLineLength } from "./parse";

const newline = 0x0a;

export interface LineBuffer {
  push(chunk: Buffer): void;
  /** The sender is done: what is left is a line. */
  end(): void;
  /** The sender broke off: what is left is half a line. */
  cut(): void;
}

/** Turns chunks into whole lines, and never holds more than one line of 64 KB. */
export function createLineBuffer(on: {
  lines(text: string): void;
  cutLine(start: string): void;
}): LineBuffer {
  let held: Buffer[] = [];
  let heldLength = 0;
  let skipping = false;

  return {
    push(chunk) {
      const last = chunk.lastIndexOf(newline);
      if (last < 0) return hold(chunk);
      const first = skipping ? chunk.indexOf(newline) + 1 : 0;
      skipping = false;
      const lines = take(chunk.subarray(first, last + 1));
      if (lines.length > 0) on.lines(lines.toString());
      hold(chunk.subarray(last + 1));
    },
    end() {
      if (heldLength > 0) on.lines(take(Buffer.alloc(0)).toString());
    },
    cut() {
      if (heldLength > 0) on.cutLine(take(Buffer.alloc(0)).toString());
    },
  };

  function hold(chunk: Buffer): void {
    if (skipping || chunk.length === 0) return;
    held.push(chunk);
    heldLength += chunk.length;
    if (heldLength <= maxLineLength) return;
    on.cutLine(take(Buffer.alloc(0)).toString("latin1", 0, 200));
    skipping = true;
  }

  function take(last: Buffer): Buffer {
    const whole = held.length === 0 ? last : Buffer.concat([...held, last]);
    held = [];
    heldLength = 0;
    return whole;
  }
}
