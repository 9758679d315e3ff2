import { printRubyFloat } from "@/lib/metric/batsd";
import type { MetricStore } from "@/lib/store/port";
import { parseCommand } from "./commands";
import { type Values, type ValuesOptions, readValues } from "./values";

export interface AnswerOptions extends ValuesOptions {
  store: Pick<MetricStore, "read" | "find">;
}

export interface Answer {
  /** Whole lines, or nothing for an empty line. */
  text: string;
  /** The connection ends with it. */
  ends: boolean;
}

export const maxLineLength = 4_096;

/** Answers one line, whatever it is; never throws. */
export async function answerLine(options: AnswerOptions, line: string): Promise<Answer> {
  if (line.length > maxLineLength)
    return say(printError(`a command has at most ${maxLineLength} characters`));
  const command = parseCommand(line);
  try {
    switch (command?.do) {
      case undefined:
        return { text: "", ends: false };
      case "ping":
        return say("PONG");
      case "quit":
        return { text: "BYE\n", ends: true };
      case "available":
        return say(JSON.stringify(await listAvailable(options.store)));
      case "values":
        return say(printValues(command.metric, await readValues(options, command.metric, command)));
      case "unknown":
        return say(printError(`Unrecognized command ${command.word}`));
    }
  } catch (error) {
    return say(printError(error instanceof Error ? error.message : String(error)));
  }
}

function say(line: string): Answer {
  return { text: `${line}\n`, ends: false };
}

function printError(error: string): string {
  return JSON.stringify({ error });
}

/** Timers without their statistics: clients append the six. batsd knows no sets. */
async function listAvailable(store: Pick<MetricStore, "find">): Promise<string[]> {
  const infos = await store.find("**");
  return infos.filter(({ kind }) => kind !== "sets").map(({ series }) => series);
}

function printValues(metric: string, { interval, points }: Values): string {
  const list = points.map(
    ({ timestamp, value }) => `{"timestamp":${timestamp},"value":${printRubyFloat(value)}}`,
  );
  return `{"interval":${interval},${JSON.stringify(metric)}:[${list.join(",")}]}`;
}
