import { lazy, Suspense, useId, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "@/components/board/icons";
import { joinTarget, splitTarget, statistics } from "@/lib/dashboard/statistics";
import { clampTarget, limits } from "@/lib/dashboard/schema";
import styles from "./editor.module.css";

const FunctionMenu = lazy(() => import("./function-menu"));

interface TargetRowProps {
  /** Empty: the row that adds one. */
  target: string;
  error: string | null;
  onChange: (target: string) => void;
  onRemove?: () => void;
}

/** A target as free text, and for a plain bucket its statistic to choose. Enter or leaving takes the text. */
export function TargetRow({ target, error, onChange, onRemove }: TargetRowProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const errorId = useId();
  const field = useRef<HTMLInputElement>(null);
  /** What is to be selected once the field holds it. */
  const written = useRef<{ text: string; select: [number, number] } | null>(null);
  useLayoutEffect(() => {
    if (written.current?.text !== target) return;
    field.current?.focus();
    field.current?.setSelectionRange(...written.current.select);
    written.current = null;
  }, [target]);
  const parts = splitTarget(target);

  function submit(): void {
    if (typed === null) return;
    const next = clampTarget(typed);
    setTyped(null);
    if (next === target) return;
    if (next !== "") onChange(next);
    else onRemove?.();
  }

  /** Drawn at once; what is to be filled in is selected, so that it is typed over. */
  async function apply(name: string): Promise<void> {
    const { writeCall } = await import("./function-calls");
    const call = writeCall(name, target);
    setChoosing(false);
    if (clampTarget(call.text) !== call.text) return;
    written.current = call;
    onChange(call.text);
  }

  return (
    <li className={styles.row}>
      <div className={styles.target} data-invalid={error !== null}>
        <input
          ref={field}
          className="mono"
          aria-label={target === "" ? "Write a target" : `Target ${target}`}
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : errorId}
          placeholder="or write one: timers:api.login:p95"
          maxLength={limits.targetLength}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={typed ?? target}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={submit}
          onKeyDown={(event) => {
            if (event.key === "Enter") submit();
            if (event.key !== "Escape" || typed === null) return;
            event.preventDefault();
            setTyped(null);
          }}
        />
        {parts && statistics[parts.kind].length > 1 && (
          <select
            aria-label={`Statistic of ${parts.series}`}
            value={parts.stat}
            onChange={(event) => onChange(joinTarget(parts.series, event.target.value))}
          >
            {statistics[parts.kind].every(({ stat }) => stat !== parts.stat) && (
              <option value={parts.stat}>{parts.stat || "default"}</option>
            )}
            {statistics[parts.kind].map(({ stat, label }) => (
              <option key={stat} value={stat}>
                {label}
              </option>
            ))}
          </select>
        )}
        {target !== "" && (
          <button
            type="button"
            aria-label={`Apply a function to ${target}`}
            title="Apply a function"
            aria-expanded={isChoosing}
            onPointerDown={(event) => isChoosing && event.preventDefault()}
            onClick={() => setChoosing(!isChoosing)}
          >
            <Icon name="function" size={14} />
          </button>
        )}
        {onRemove && (
          <button type="button" aria-label={`Remove ${target}`} onClick={onRemove}>
            <Icon name="close" size={14} />
          </button>
        )}
      </div>
      {isChoosing && (
        <Suspense>
          <FunctionMenu onChoose={(name) => void apply(name)} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
      {error !== null && (
        <p id={errorId} role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </li>
  );
}
