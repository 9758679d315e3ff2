/** The open streams of one process: how many, from where, and a way to end them all. */
export interface StreamRegistry {
  /**
   * Counts a stream in; `close` ends it. Returns the way to count it out, safe to call twice; null when
   * the process, or this address, already has as many as it may.
   */
  open(address: string, close: () => void): (() => void) | null;
  count(): number;
  /** True when the process takes no more streams from anybody. */
  isFull(): boolean;
  /** Ends every stream, and refuses new ones from then on. */
  closeAll(): void;
}

export interface StreamLimits {
  maxStreams: number;
  maxPerAddress: number;
}

export function createStreamRegistry({ maxStreams, maxPerAddress }: StreamLimits): StreamRegistry {
  const closers = new Set<() => void>();
  const perAddress = new Map<string, number>();
  let closed = false;
  const isFull = () => closed || closers.size >= maxStreams;
  return {
    open(address, close) {
      const ofAddress = perAddress.get(address) ?? 0;
      if (isFull() || ofAddress >= maxPerAddress) return null;
      const closer = () => close();
      closers.add(closer);
      perAddress.set(address, ofAddress + 1);
      return () => {
        if (!closers.delete(closer)) return;
        const left = perAddress.get(address)! - 1;
        if (left > 0) perAddress.set(address, left);
        else perAddress.delete(address);
      };
    },
    count: () => closers.size,
    isFull,
    closeAll() {
      closed = true;
      for (const closer of closers) closer();
    },
  };
}
