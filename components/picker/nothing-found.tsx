import { kindWords } from "./bucket-row";
import styles from "./picker.module.css";
import type { Kind } from "@/lib/metric/series";

interface NothingFoundProps {
  words: string;
  kind: Kind | null;
  listening: { host: string; port: number } | null;
}

const lineTypes: Record<Kind, string> = {
  counters: "1|c",
  gauges: "42|g",
  timers: "320|ms",
  sets: "anna|s",
};

/** What was not found, and the line that would make it exist. */
export function NothingFound({ words, kind, listening }: NothingFoundProps) {
  const name = words.replace(/[^\w.-]+/g, ".").replace(/^\.+|\.+$/g, "") || "shop.orders";
  const what = kind === null ? "Nothing" : `No ${kindWords[kind]}`;
  return (
    <div className={styles.nothing}>
      <p>
        {what} {words === "" ? "has" : `named “${words}” has`} been received.
      </p>
      {listening && (
        <>
          <p>Send this line, and it appears here:</p>
          <code>
            echo &quot;{name}:{lineTypes[kind ?? "counters"]}&quot; | nc -u -w1 {listening.host}{" "}
            {listening.port}
          </code>
        </>
      )}
    </div>
  );
}
