import type { EventSourceLike } from "./connection";
import { parseStreamId, type StreamId } from "./frames";

type Heard = { data?: unknown; lastEventId?: string };

/** An EventSource that reads the bytes it is given, and takes part in no network. */
export interface WiredEventSource extends EventSourceLike {
  /** Bytes of the connection that is open, in pieces of any size. */
  take(bytes: Uint8Array): void;
  /** The connection is gone; what had come of an unfinished event is forgotten. */
  lose(): void;
  /** What it would send as Last-Event-ID. */
  lastId(): StreamId | null;
}

export function createWiredEventSource(): WiredEventSource {
  const listeners = new Map<string, ((event: Heard) => void)[]>();
  let decoder = new TextDecoder();
  let text = "";
  let lastEventId = "";
  let readyState = 0;
  const dispatch = (name: string, event: Heard) => {
    for (const listener of listeners.get(name) ?? []) listener(event);
  };

  function readBlock(block: string): void {
    let event = "message";
    const data: string[] = [];
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      if (colon <= 0) continue;
      const [field, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
      if (field === "event") event = value;
      else if (field === "id") lastEventId = value;
      else if (field === "data") data.push(value);
    }
    if (data.length > 0) dispatch(event, { data: data.join("\n"), lastEventId });
  }

  return {
    get readyState() {
      return readyState;
    },
    addEventListener(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    close: () => void (readyState = 2),
    take(bytes) {
      readyState = 1;
      text += decoder.decode(bytes, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0 && readyState === 1; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        readBlock(block);
      }
    },
    lose() {
      readyState = 0;
      decoder = new TextDecoder();
      text = "";
      dispatch("error", {});
    },
    lastId: () => parseStreamId(lastEventId),
  };
}
