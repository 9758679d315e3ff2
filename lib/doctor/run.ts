import { parseArgs } from "node:util";
import type { AskOptions } from "./ask-node";
import { createAsk, readProtocol } from "./ask-node";
import { examine } from "./examine";
import { judge } from "./judge";
import { defaultPlan } from "./plan";
import { printReport } from "./print";

const usage = `npm run doctor -- URL [--token TOKEN] [--insecure] [--json]

Asks a Statboard, through whatever stands before it, for its health, eight streams at once, a stream that
talks and then is silent, and a stream of real data; says what on the way buffers, compresses or cuts, and
which line to change. Takes about 20 seconds. Exit code: 0 all well, 1 a fault, 2 a wrong command.

  --token TOKEN  of STATBOARD_VIEW_TOKEN or STATBOARD_TOKEN
  --insecure     takes any certificate
  --json         prints { isWell, findings, facts }
`;

/** The doctor's command line; returns its exit code. */
export async function runDoctor(args: string[], write: (text: string) => void): Promise<number> {
  const parsed = parseCommand(args);
  if (!parsed) {
    write(usage);
    return args.includes("--help") ? 0 : 2;
  }
  const { url, json, ...access } = parsed;
  const { origin, redirectedFrom } = await followRedirect({ ...access, origin: url.origin });
  const asking: AskOptions = { ...access, origin };
  const facts = await examine({
    origin,
    redirectedFrom,
    isBrowser: false,
    ask: createAsk(asking),
    readProtocol: () => readProtocol(asking),
    plan: defaultPlan,
    now: () => performance.now(),
  });
  const verdict = judge(facts);
  write(json ? `${JSON.stringify({ ...verdict, facts }, null, 2)}\n` : printReport(facts, verdict));
  return verdict.isWell ? 0 : 1;
}

function parseCommand(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        token: { type: "string" },
        insecure: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const [text = "", ...more] = positionals;
    const url = new URL(/^https?:\/\//.test(text) ? text : `http://${text}`);
    if (more.length > 0 || text === "") return null;
    return { url, token: values.token ?? null, insecure: values.insecure, json: values.json };
  } catch {
    return null;
  }
}

/** Where a redirect of the whole site leads, as one to https does. Faults are left to the examination. */
async function followRedirect(
  asking: AskOptions,
): Promise<{ origin: string; redirectedFrom: string | null }> {
  const unchanged = { origin: asking.origin, redirectedFrom: null };
  try {
    // Without the token: it is not for whoever the redirect leads to, nor for a wire without TLS.
    const { status, headers } = await createAsk({ ...asking, token: null })(
      "/api/health",
      AbortSignal.timeout(10_000),
    );
    if (status < 300 || status >= 400 || !headers["location"]) return unchanged;
    const target = new URL(headers["location"], asking.origin);
    if (target.pathname !== "/api/health" || target.origin === asking.origin) return unchanged;
    return { origin: target.origin, redirectedFrom: asking.origin };
  } catch {
    return unchanged;
  }
}
