import { type FormEvent, useEffect, useRef, useState } from "react";
import { printMoment } from "@/components/panel/cursor/crosshair";
import { Icon } from "./icons";
import styles from "./mark-event.module.css";
import { postEvent } from "./post-event";

interface MarkEventProps {
  /** Null: now, whenever that will be. */
  atMs: number | null;
  onClose: () => void;
}

/** Marks an event in time, for everybody: it comes back on the stream, and is drawn on all panels. */
export function MarkEvent({ atMs, onClose }: MarkEventProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState("");
  const [isSending, setSending] = useState(false);
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    title.current?.focus();
  }, []);

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const written = new FormData(event.currentTarget);
    const [what, tags] = ["title", "tags"].map((name) => String(written.get(name) ?? "").trim());
    setSending(true);
    const refused = await postEvent({ title: what!, tags: tags!.split(/[\s,]+/).filter(Boolean), atMs });
    setSending(false);
    if (refused === null) dialog.current?.close();
    else setFault(refused);
  }

  return (
    <dialog ref={dialog} className={styles.dialog} aria-label="Mark an event" onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <div className={styles.head}>
          <h2>Mark {atMs === null ? "now" : printMoment(atMs)}</h2>
          <button
            type="button"
            className="button square plain"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </div>
        <label>
          What happened
          <input ref={title} className="field" name="title" required maxLength={200} autoComplete="off" />
        </label>
        <label>
          Tags
          <input className="field" name="tags" placeholder="deploy web" maxLength={200} autoComplete="off" />
        </label>
        {fault !== "" && <p role="alert">{fault}</p>}
        <button type="submit" className="button filled" disabled={isSending}>
          Mark
        </button>
      </form>
    </dialog>
  );
}
