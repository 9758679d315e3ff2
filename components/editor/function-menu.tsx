import { type KeyboardEvent, useId, useState } from "react";
import { findFunctions } from "./function-calls";
import styles from "./function-menu.module.css";

interface FunctionMenuProps {
  onChoose: (name: string) => void;
  onClose: () => void;
}

/** Every function there is, found by typing: arrows choose, Enter takes, Escape closes. */
export default function FunctionMenu({ onChoose, onClose }: FunctionMenuProps) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const found = findFunctions(words).filter(({ takesSeries }) => takesSeries);
  const active = Math.min(chosen, found.length - 1);
  const optionId = (index: number) => `${listId} ${index}`;

  function move(to: number): void {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setChosen(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Enter" && found[active]) onChoose(found[active].name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      className={styles.menu}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <input
        autoFocus
        role="combobox"
        aria-label="Find a function"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? optionId(active) : undefined}
        placeholder="Find a function"
        spellCheck={false}
        autoComplete="off"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label="Functions">
        {found.map(({ name, call, help }, index) => (
          <li
            key={name}
            id={optionId(index)}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(name)}
          >
            <span className="mono">{call}</span>
            <small>{help}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p role="status">No function has “{words.trim()}” in its name or help.</p>}
    </div>
  );
}
