import { startProgram } from "./harness/program";
import { expect, test } from "./harness/test";

test("the launcher builds what is not built yet, says ready, and ends when it is told to", async () => {
  test.setTimeout(320_000);
  const program = await startProgram();
  const response = await fetch(program.url);
  const { code, output } = await program.stop();
  await program.remove();
  expect(response.status).toBe(200);
  expect(code).toBe(0);
  expect(output).toContain(`Statboard is ready: ${program.url}`);
  expect(output).toContain(`nc -u`);
});
