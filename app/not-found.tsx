import type { Metadata } from "next";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="message-page">
      <h1>There is no such page</h1>
      <p>A board lives in its link; this address names none.</p>
      <p>
        <a className="button filled" href="/">
          Default board
        </a>
      </p>
    </main>
  );
}
