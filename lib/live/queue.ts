export interface QueueLimits {
  maxChunks: number;
  maxBytes: number;
}

export const clientQueueLimits: QueueLimits = { maxChunks: 512, maxBytes: 8 << 20 };

/** What waits for one client. A client that cannot keep up is closed; its resume brings what it missed. */
export interface ByteQueue {
  /** False when it did not fit: the queue is closed then, and what waited in it is dropped. */
  push(chunk: Uint8Array): boolean;
  /** The next chunk; null once closed and empty. One reader at a time. */
  take(): Promise<Uint8Array | null>;
  /** What is queued is still taken. */
  close(): void;
}

export function createQueue({ maxChunks, maxBytes }: QueueLimits): ByteQueue {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  let closed = false;
  let wake: (() => void) | null = null;

  const signal = () => {
    wake?.();
    wake = null;
  };

  return {
    push(chunk) {
      if (closed) return false;
      // One chunk always fits: a snapshot may be larger than all that should ever wait behind it.
      if (chunks.length > 0 && (chunks.length >= maxChunks || bytes + chunk.length > maxBytes)) {
        chunks = [];
        closed = true;
        signal();
        return false;
      }
      chunks.push(chunk);
      bytes += chunk.length;
      signal();
      return true;
    },
    async take() {
      while (chunks.length === 0) {
        if (closed) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const chunk = chunks.shift()!;
      bytes -= chunk.length;
      return chunk;
    },
    close() {
      closed = true;
      signal();
    },
  };
}
