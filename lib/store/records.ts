import { BoardConflict, type BoardStore, type StoredBoard, type StoredEvent } from "./port";

interface RecordOptions {
  now(): number;
  /** Key → JSON text, as saved before. */
  saved: Iterable<[key: string, text: string]>;
  save(key: string, text: string | null): Promise<void>;
  close(): Promise<void>;
}

/** A BoardStore in memory; each change is handed to `save`. */
export function createRecordStore({ now, saved, save, close }: RecordOptions): BoardStore {
  const records = new Map<string, string>(saved);
  const watchers = new Map<string, Set<() => void>>();

  function parse<T>(text: string | undefined): T | null {
    return text === undefined ? null : (JSON.parse(text) as T);
  }
  async function put(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    records.set(key, text);
    await save(key, text);
  }
  async function remove(key: string): Promise<void> {
    if (records.delete(key)) await save(key, null);
  }
  function list<T>(prefix: string): T[] {
    return [...records].filter(([key]) => key.startsWith(prefix)).map(([, text]) => JSON.parse(text) as T);
  }
  function tell(id: string): void {
    for (const onChange of watchers.get(id) ?? []) onChange();
  }
  type Description = { text: string; livesMs: number; untilMs: number };

  return {
    async putDescription(id, text, livesMs) {
      for (const [key, each] of records) {
        if (key.startsWith("description ") && (JSON.parse(each) as Description).untilMs <= now())
          await remove(key);
      }
      await put(`description ${id}`, { text, livesMs, untilMs: now() + livesMs });
      tell(id);
    },
    async getDescription(id) {
      const found = parse<Description>(records.get(`description ${id}`));
      if (!found || found.untilMs <= now()) return null;
      await put(`description ${id}`, { ...found, untilMs: now() + found.livesMs });
      return found.text;
    },
    async removeDescription(id) {
      await remove(`description ${id}`);
      tell(id);
    },
    async watch(id, onChange) {
      const listeners = watchers.get(id) ?? new Set();
      watchers.set(id, listeners.add(onChange));
      return () => {
        listeners.delete(onChange);
        if (listeners.size === 0) watchers.delete(id);
      };
    },
    async putBoard(board) {
      const stored = parse<StoredBoard>(records.get(`board ${board.id}`));
      const next = (stored?.version ?? 0) + 1;
      if (board.version !== next) throw new BoardConflict(`version ${next} comes next, not ${board.version}`);
      await put(`board ${board.id}`, board);
      tell(board.id);
      return { version: board.version };
    },
    getBoard: async (id) => parse<StoredBoard>(records.get(`board ${id}`)),
    listBoards: async () => list<StoredBoard>("board "),
    async removeBoard(id) {
      await remove(`board ${id}`);
      tell(id);
    },
    putLink: (id, text) => put(`link ${id}`, text),
    getLink: async (id) => parse<string>(records.get(`link ${id}`)),
    addEvent: (event) => put(`event ${event.id}`, event),
    async listEvents({ fromMs, untilMs }) {
      const events = list<StoredEvent>("event ").filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
      return events.sort((a, b) => a.atMs - b.atMs);
    },
    close,
  };
}
