import {
  BoardConflict,
  type BoardStore,
  type EventListener,
  maxEvents,
  type StoredBoard,
  type StoredEvent,
} from "./port";

interface RecordOptions {
  now(): number;
  /** Key → JSON text, as saved before. */
  saved: Iterable<[key: string, text: string]>;
  save(key: string, text: string | null): Promise<void>;
  close(): Promise<void>;
  keptEvents?: number;
}

interface Description {
  text: string;
  livesMs: number;
  untilMs: number;
}

const eventKey = (id: string) => `event ${id}`;

/** A BoardStore in memory; each change is handed to `save`. */
export function createRecordStore(options: RecordOptions): BoardStore {
  const { now, saved, save, close, keptEvents = maxEvents } = options;
  const records = new Map<string, string>();
  // Events by time: there may be very many.
  const events: StoredEvent[] = [];
  for (const [key, text] of saved) {
    if (key.startsWith("event ")) events.push(JSON.parse(text) as StoredEvent);
    else records.set(key, text);
  }
  events.sort((a, b) => a.atMs - b.atMs);
  const eventListeners = new Set<EventListener>();
  const watchers = new Map<string, Set<() => void>>();

  function parse<T>(text: string | undefined): T | null {
    return text === undefined ? null : (JSON.parse(text) as T);
  }
  async function put(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    const before = records.get(key);
    records.set(key, text);
    await save(key, text).catch((error: unknown) => {
      // What could not be saved must not look as if it were.
      if (records.get(key) === text) restore(key, before);
      throw error;
    });
  }
  function restore(key: string, text: string | undefined): void {
    if (text === undefined) records.delete(key);
    else records.set(key, text);
  }
  async function remove(key: string): Promise<void> {
    const before = records.get(key);
    if (!records.delete(key)) return;
    await save(key, null).catch((error: unknown) => {
      if (!records.has(key)) restore(key, before);
      throw error;
    });
  }
  /** Streams go on while nothing can be saved: their descriptions are in memory. */
  async function describe(key: string, value: Description): Promise<void> {
    const text = JSON.stringify(value);
    records.set(key, text);
    await save(key, text).catch(() => {});
  }
  function list<T>(prefix: string): T[] {
    return [...records].filter(([key]) => key.startsWith(prefix)).map(([, text]) => JSON.parse(text) as T);
  }
  function tell(id: string): void {
    for (const onChange of watchers.get(id) ?? []) onChange();
  }
  return {
    async putDescription(id, text, livesMs) {
      for (const [key, each] of records) {
        if (key.startsWith("description ") && (JSON.parse(each) as Description).untilMs <= now())
          await remove(key).catch(() => {});
      }
      await describe(`description ${id}`, { text, livesMs, untilMs: now() + livesMs });
      tell(id);
    },
    async getDescription(id) {
      const found = parse<Description>(records.get(`description ${id}`));
      if (!found || found.untilMs <= now()) return null;
      await describe(`description ${id}`, { ...found, untilMs: now() + found.livesMs });
      return found.text;
    },
    async changeDescription(id, before, after, livesMs) {
      const found = parse<Description>(records.get(`description ${id}`));
      if (!found || found.untilMs <= now() || found.text !== before) return false;
      await describe(`description ${id}`, { text: after, livesMs, untilMs: now() + livesMs });
      tell(id);
      return true;
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
    async addEvent(event) {
      const later = events.findLastIndex(({ atMs }) => atMs <= event.atMs) + 1;
      events.splice(later, 0, event);
      await save(eventKey(event.id), JSON.stringify(event)).catch((error: unknown) => {
        events.splice(events.indexOf(event), 1);
        throw error;
      });
      for (const listener of eventListeners) listener.added(event);
      while (events.length > keptEvents) await save(eventKey(events.shift()!.id), null);
    },
    listEvents: async ({ fromMs, untilMs }) => events.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs),
    async watchEvents(on) {
      eventListeners.add(on);
      return () => void eventListeners.delete(on);
    },
    close,
  };
}
