import type { Metadata } from "next";
import { headers } from "next/headers";
import { ThemeScript } from "@/components/board/theme-script";
import { toLocalPath } from "@/lib/server/local-path";
import "./sign-in.css";

export const metadata: Metadata = { title: "Sign in" };

const notices: Record<string, string> = {
  wrong: "That is not the token.",
  wait: "Too many attempts. Wait a minute, then try again.",
};

/** A plain form: it works before any script has run. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next, state } = await searchParams;
  const notice = Object.hasOwn(notices, String(state)) ? notices[String(state)] : null;
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <main className="sign-in">
      <ThemeScript theme="system" nonce={nonce} />
      <form method="post" action="/api/sign-in">
        <h1>Statboard</h1>
        <p>This board is private. Whoever runs it can give you its token.</p>
        <label htmlFor="token">Token</label>
        <input id="token" name="token" type="password" autoComplete="current-password" required autoFocus />
        <input type="hidden" name="next" value={toLocalPath([next].flat()[0])} />
        {notice && <p role="alert">{notice}</p>}
        <button type="submit">Sign in</button>
      </form>
    </main>
  );
}
