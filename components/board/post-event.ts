interface WrittenEvent {
  title: string;
  tags: string[];
  /** Null: when it arrives. */
  atMs: number | null;
}

/** Marks an event with the server. Null when it was taken, else why not, for people. */
export async function postEvent({ title, tags, atMs }: WrittenEvent): Promise<string | null> {
  try {
    const response = await fetch("/api/events", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title, tags, ...(atMs !== null && { at: Math.round(atMs) }) }),
    });
    if (response.ok) return null;
    const { error } = (await response.json()) as { error?: { message?: string } };
    return error?.message ?? `The server answered ${response.status}.`;
  } catch {
    return "The server cannot be reached.";
  }
}
