"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createLiveSource, type LiveSource } from "@/lib/live/source";
import type { TabPlatform } from "@/lib/live/tab-messages";
import { systemClock } from "@/lib/metric/clock";
import { ChartDefs } from "@/components/panel/chart-defs";
import { onFrame } from "@/components/panel/frames";

const LiveContext = createContext<LiveSource | null>(null);

/** Holds the page's one live source. Nothing is opened before the first panel asks. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [source] = useState(createBrowserSource);
  useEffect(() => listenToPage(source), [source]);
  return (
    <LiveContext value={source}>
      <ChartDefs />
      {children}
    </LiveContext>
  );
}

export function useLiveSource(): LiveSource {
  const source = useContext(LiveContext);
  if (!source) throw new Error("there is no LiveProvider around this component");
  return source;
}

function createBrowserSource(): LiveSource {
  return createLiveSource({
    url: "/api/stream",
    queryUrl: "/api/query",
    eventsUrl: "/api/events",
    fetch: (input, init) => fetch(input, init),
    openEventSource: "EventSource" in globalThis ? (url) => new EventSource(url) : null,
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === "visible",
    clock: systemClock,
    random: Math.random,
    setTimer(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    tabs: findTabPlatform(),
  });
}

/** Browsers have locks only in secure contexts: a name of the local network by plain http is none. */
function findTabPlatform(): TabPlatform | null {
  if (typeof window === "undefined" || !("locks" in navigator) || !("BroadcastChannel" in window))
    return null;
  return {
    id: crypto.randomUUID(),
    locks: navigator.locks,
    openChannel: () => new BroadcastChannel("statboard"),
  };
}

function listenToPage(source: LiveSource): () => void {
  const wake = () => source.wake();
  const sleep = () => source.sleep();
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener("visibilitychange", wake, { signal });
  // A frozen page hears nothing, and would wake to everything that was said meanwhile.
  document.addEventListener("freeze", sleep, { signal });
  document.addEventListener("resume", wake, { signal });
  window.addEventListener("online", wake, { signal });
  window.addEventListener("offline", wake, { signal });
  window.addEventListener("pageshow", (event) => event.persisted && source.wake(), { signal });
  window.addEventListener("pagehide", sleep, { signal });
  const stopFrames = onFrame(source.noteDrawing);
  return () => {
    listening.abort();
    stopFrames();
  };
}
