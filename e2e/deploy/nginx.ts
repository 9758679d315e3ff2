import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { expect } from "playwright/test";

/** Debian keeps it where only root's PATH leads. */
const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
export const nginxPath = folders.map((folder) => join(folder, "nginx")).find(existsSync);

export interface Nginx {
  stop(): Promise<void>;
}

/** A real nginx whose http block holds `servers`; `probe` answers once it listens. */
export async function startNginx(servers: string, probe: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "statboard-nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n");
  const path = join(folder, "nginx.conf");
  writeFileSync(
    path,
    `daemon off;
pid ${folder}/pid;
error_log stderr warn;
worker_processes 1;
events {}
http {
access_log off;
${temporary}
${servers}
}
`,
  );
  // Started as root its worker would be nobody, who may not enter the folder of root's temporary files.
  const user = process.getuid?.() === 0 ? ["-g", "user root;"] : [];
  const child = spawn(nginxPath!, ["-p", folder, "-c", path, ...user], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  await expect
    .poll(() => fetch(probe, { redirect: "manual" }).then(Boolean, () => output), { timeout: 10_000 })
    .toBe(true);
  return {
    async stop() {
      process.off("exit", killWithUs);
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Delivered {
  httpPort: number;
  httpsPort: number;
  /** Of Statboard. */
  upstream: string;
  certificate: Certificate;
}

/** deploy/nginx.conf with its ports, its upstream, its name and its certificate replaced, and nothing else. */
export function readDelivered({ httpPort, httpsPort, upstream, certificate }: Delivered): string {
  const text = readFileSync(resolve(import.meta.dirname, "../../deploy/nginx.conf"), "utf8");
  const replaced: [string, string][] = [
    ["server 127.0.0.1:3000;", `server ${upstream};`],
    ["listen 80;", `listen 127.0.0.1:${httpPort};`],
    ["listen 443 ssl http2;", `listen 127.0.0.1:${httpsPort} ssl http2;`],
    ["return 308 https://$http_host$request_uri;", `return 308 https://127.0.0.1:${httpsPort}$request_uri;`],
    ["/etc/ssl/board.example.com.pem", certificate.certificatePath],
    ["/etc/ssl/board.example.com.key", certificate.keyPath],
  ];
  return replaced.reduce((config, [from, to]) => {
    if (!config.includes(from)) throw new Error(`deploy/nginx.conf has no ${from}`);
    return config.replaceAll(from, to);
  }, text);
}

export interface Certificate {
  certificatePath: string;
  keyPath: string;
  remove(): void;
}

/** Self-signed, for 127.0.0.1. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "statboard-tls-"));
  const [certificatePath, keyPath] = [join(folder, "own.pem"), join(folder, "own.key")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", keyPath, "-out", certificatePath];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", [...kind, "-days", "2", ...subject, ...files], { stdio: "ignore" });
  return { certificatePath, keyPath, remove: () => rmSync(folder, { recursive: true }) };
}
