export interface ServerEvent {
  event: string;
  data: string;
}

/** Each chunk's events as it arrives: an empty list for bytes that complete none, as a heartbeat. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop()!;
    yield blocks.map(parseEvent).filter((each) => each !== null);
  }
}

function parseEvent(block: string): ServerEvent | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "event") event = value!;
    if (name === "data") data.push(value!);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : null;
}
