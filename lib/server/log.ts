import pino from "pino";

/** Short lines on standard output; a fault's detail follows in the same line. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const levelNames: Record<number, string> = { 40: "warning: ", 50: "error: " };

/** Sentences on a terminal, JSON lines where a program reads. */
export function createLog(output: NodeJS.WriteStream = process.stdout): Log {
  const destination = output.isTTY ? { write: (line: string) => output.write(toSentence(line)) } : output;
  return pino({ base: null, messageKey: "message", timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

function toSentence(line: string): string {
  const { level, time, message } = JSON.parse(line) as { level: number; time: string; message: string };
  return `${time.slice(11, 19)} ${levelNames[level] ?? ""}${message}\n`;
}
