#!/usr/bin/env node
// Finds or installs what the tests run against: a real redis-server, a real Chromium, a real nginx. Nothing is
// skipped: without them it prints the command to type, and fails.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const needs = [
  { name: "redis-server", found: () => onPath("redis-server"), apt: "redis-server", brew: "redis" },
  { name: "nc", found: () => onPath("nc"), apt: "netcat-openbsd", brew: "netcat" },
  {
    name: "Chromium",
    found: findChromium,
    apt: "chromium",
    brew: "--cask chromium",
    download: downloadChromium,
  },
  {
    name: "graphite-web",
    found: () => !onPath("apt-get") || existsSync("/usr/lib/python3/dist-packages/graphite"),
    apt: "graphite-web",
    // Elsewhere, and where a distribution no longer has it, its tests name themselves as not run.
    isOptional: () => !onPath("apt-get") || spawnSync("apt-cache", ["show", "graphite-web"]).status !== 0,
  },
  {
    name: "nginx",
    found: () => onPath("nginx") || existsSync("/usr/sbin/nginx"),
    apt: "nginx-light",
    brew: "nginx",
    // Elsewhere its tests name themselves as not run.
    isOptional: () => !onPath("apt-get"),
  },
  { name: "openssl", found: () => onPath("openssl"), apt: "openssl", brew: "openssl" },
];

const missing = needs.filter((need) => !need.found());
if (missing.length > 0) installWithApt(missing);
for (const need of missing) if (!need.found()) need.download?.();
const still = missing.filter((need) => !need.found() && !need.isOptional?.());
if (still.length > 0) {
  console.error(`The tests need ${still.map((need) => need.name).join(" and ")}. Type:`);
  for (const need of still)
    console.error(
      process.platform === "darwin" ? `  brew install ${need.brew}` : `  sudo apt-get install -y ${need.apt}`,
    );
  process.exit(1);
}

function onPath(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

function findChromium() {
  return ["chromium", "chromium-browser", "google-chrome"].some(onPath) || existsSync(playwrightChromium());
}

function playwrightChromium() {
  const print = "import('playwright').then((p) => console.log(p.chromium.executablePath()))";
  return spawnSync(process.execPath, ["-e", print], { encoding: "utf8" }).stdout.trim();
}

function downloadChromium() {
  console.log("Downloading Chromium with Playwright…");
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
}

function installWithApt(wanted) {
  if (!onPath("apt-get")) return;
  const root = process.getuid?.() === 0;
  if (!root && spawnSync("sudo", ["-n", "true"]).status !== 0) return;
  const run = (...command) =>
    execFileSync(root ? command[0] : "sudo", root ? command.slice(1) : command, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  try {
    run("apt-get", "update");
    const packages = wanted.filter((need) => !need.isOptional?.()).map((need) => need.apt);
    if (packages.length === 0) return;
    console.log(`Installing ${packages.join(", ")}…`);
    run("apt-get", "install", "-y", "--no-install-recommends", ...packages);
  } catch (error) {
    console.error(`apt-get failed: ${error.message}`);
  }
}
