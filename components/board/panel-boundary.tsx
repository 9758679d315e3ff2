import { Component, type ReactNode } from "react";
import styles from "./board.module.css";

interface PanelBoundaryProps {
  /** A change of it is a new try. */
  content: unknown;
  children: ReactNode;
}

/** Keeps a panel that fails from taking the board with it. React has no other form of it than a class. */
export class PanelBoundary extends Component<PanelBoundaryProps, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: PanelBoundaryProps): void {
    if (before.content !== this.props.content && this.state.message !== null)
      this.setState({ message: null });
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <section className={styles.failed} role="alert">
        <strong>This panel could not be drawn</strong>
        <p>{this.state.message}</p>
        <button type="button" className="button" onClick={() => this.setState({ message: null })}>
          Try again
        </button>
      </section>
    );
  }
}
