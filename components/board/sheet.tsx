import { type ReactNode, useEffect, useRef } from "react";
import styles from "./sheet.module.css";

interface SheetProps {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** A sheet at the right, beside the living board; on a phone the whole screen. Gives the focus back. */
export function Sheet({ label, onClose, children }: SheetProps) {
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const first = sheet.current?.querySelector<HTMLElement>("[data-first], input, button");
    first?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <section
      ref={sheet}
      className={styles.sheet}
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </section>
  );
}
