import { Icon } from "@/components/board/icons";
import { Logo } from "@/components/board/logo";
import { BoardTitle } from "./board-title";
import { Connection } from "./connection";
import { Counts } from "./counts";
import styles from "./header.module.css";
import { PauseButton } from "./pause-button";
import { RangeBox } from "./range-box";
import { Share } from "./share";

interface HeaderProps {
  title: string;
  rangeMs: number;
  onTitle: (title: string) => void;
  onTitleEnd: () => void;
  /** Also the same range again: it is a way back to now. */
  onRange: (rangeMs: number) => void;
  onPause: () => void;
  onTheme: () => void;
  onAdd: () => void;
  onHelp: () => void;
  getShareQuery: () => string;
}

export function Header(props: HeaderProps) {
  return (
    <header className={styles.header}>
      {/* Not a router link: `/` means the default board, made anew. */}
      <a href="/" className={styles.logo} aria-label="Statboard: the default board">
        <Logo />
      </a>
      <h1 className={styles.heading}>
        <BoardTitle title={props.title} onChange={props.onTitle} onEnd={props.onTitleEnd} />
      </h1>
      <span className={styles.rule} />
      <Connection />
      <Counts />
      <div className={styles.right}>
        <RangeBox rangeMs={props.rangeMs} onChange={props.onRange} />
        <div className={styles.tools}>
          <PauseButton onPause={props.onPause} />
          <button
            type="button"
            className={`button square ${styles.add}`}
            aria-label="Add metrics"
            title="Add metrics (/)"
            onClick={props.onAdd}
          >
            <Icon name="plus" />
            <span aria-hidden="true">Add</span>
          </button>
          <button
            type="button"
            className="button square"
            aria-label="Theme: light or dark"
            title="Light or dark (T)"
            onClick={props.onTheme}
          >
            <Icon name="moon" />
            <span aria-hidden="true">Theme</span>
          </button>
          <button
            type="button"
            className="button square"
            aria-label="Keys"
            title="Keys (?)"
            onClick={props.onHelp}
          >
            <Icon name="help" />
            <span aria-hidden="true">Keys</span>
          </button>
        </div>
        <Share getQuery={props.getShareQuery} />
      </div>
    </header>
  );
}
