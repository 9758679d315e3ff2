import { expectLive } from "./harness/board";
import { expect, test, serveProgram } from "./harness/test";

const [edit, view] = ["edit-token-of-the-test", "view-token-of-the-test"];
const running = serveProgram({ env: { STATBOARD_TOKEN: edit, STATBOARD_VIEW_TOKEN: view } });

test("a page asks for the token, refuses a wrong one, and leads on to the board", async ({ page }) => {
  const { url } = running.program;
  await page.goto(`${url}/?range=5m`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Token").fill("not-the-token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("That is not the token.")).toBeVisible();
  await page.getByLabel("Token").fill(view);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${url}/?range=5m`);
  await expectLive(page);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect(cookie!.value).not.toContain(view);
});

const routes = [
  "/api/health",
  "/api/query?target=gauges:host.load",
  "/api/buckets",
  "/api/stream?target=gauges:host.load",
  "/metrics",
  "/realtime-analytics?id=host.load",
];
for (const path of routes)
  test(`${path} is 401 without the token, and 200 with it`, async () => {
    const address = running.program.url + path;
    const without = await fetch(address);
    expect(without.status).toBe(401);
    expect(await without.json()).toMatchObject({ error: { code: "unauthorized" } });
    for (const token of [view, edit]) {
      const stop = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(address, { headers, signal: stop.signal });
      stop.abort();
      expect(response.status).toBe(200);
    }
  });

test("whoever may only view may not send samples", async () => {
  const send = (token: string) =>
    fetch(`${running.program.url}/api/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "text/plain" },
      body: "a.b:1|c",
    });
  expect((await send(view)).status).toBe(403);
  expect((await send(edit)).status).toBe(200);
});
