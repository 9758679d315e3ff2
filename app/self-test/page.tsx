import type { Metadata } from "next";
import { SelfTest } from "@/components/self-test/self-test";

export const metadata: Metadata = { title: "Self-test" };

/** Measures from this browser what the way to Statboard does to a stream. */
export default function SelfTestPage() {
  return <SelfTest />;
}
