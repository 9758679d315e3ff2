/** `npm start` makes the runtime before Next exists; only `next dev` needs it made here. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NODE_ENV === "development") {
    const { bootForDevelopment } = await import("@/lib/server/development");
    await bootForDevelopment();
  }
}
