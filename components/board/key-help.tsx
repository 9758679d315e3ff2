import { useEffect, useRef } from "react";
import { Icon } from "./icons";
import styles from "./key-help.module.css";

const keys: [string[], string][] = [
  [["/"], "Add metrics"],
  [["T"], "Light or dark"],
  [["?"], "These keys"],
  [["Tab"], "Next panel"],
  [["Enter"], "Edit the focused panel"],
  [["Shift", "←"], "Move the focused panel earlier"],
  [["Shift", "→"], "Move the focused panel later"],
  [["Delete"], "Remove the focused panel"],
  [["1", "9"], "One line of the panel alone, first to ninth"],
  [["L"], "Logarithmic scale"],
  [["S"], "Stacked"],
  [["C"], "Compare: yesterday, last week, off"],
  [["E"], "Mark an event here"],
  [["Alt", "←"], "Undo: the browser's Back"],
  [["Esc"], "Close what is open"],
];

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.help} aria-label="Keys" onClose={onClose}>
      <div className={styles.head}>
        <h2>Keys</h2>
        <button
          type="button"
          className="button square plain"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      <dl>
        {keys.map(([names, what]) => (
          <div key={what}>
            <dt>
              {names.map((name) => (
                <kbd key={name} className="kbd">
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
