"use client";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="message-page">
      <h1>This page could not be shown</h1>
      <p>{error.digest ? "The server met an error while making it." : error.message}</p>
      {error.digest && (
        <p>
          For the log: <code>{error.digest}</code>
        </p>
      )}
      <p>
        <button type="button" className="button filled" onClick={reset}>
          Try again
        </button>{" "}
        <a className="button" href="/">
          Default board
        </a>
      </p>
    </main>
  );
}
