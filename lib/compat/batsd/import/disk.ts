import { createReadStream } from "node:fs";

/** A file's lines, some at a time; none when there is no such file. */
export async function* readFileLines(path: string): AsyncGenerator<string[]> {
  let tail = "";
  try {
    for await (const chunk of createReadStream(path, { encoding: "latin1" })) {
      const lines = (tail + (chunk as string)).split("\n");
      tail = lines.pop()!;
      // A line without end is no line of batsd's.
      if (tail.length > 1_000) tail = "";
      yield lines;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new Error(`cannot read batsd's files: ${message}`, { cause: error });
  }
  if (tail !== "") yield [tail];
}
