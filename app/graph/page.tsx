import type { Metadata } from "next";
import { GraphLink } from "./graph-link";

export const metadata: Metadata = { title: "Graph" };

/** batsd-dash's page. What it shows stands after the #, which never reaches the server. */
export default function GraphPage() {
  return (
    <main className="message-page">
      <GraphLink />
      <noscript>This link keeps what it shows after the #, which only a script can read.</noscript>
    </main>
  );
}
