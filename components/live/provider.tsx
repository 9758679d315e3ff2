"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createLiveSource, type LiveSource } from "@/lib/live/source";
import { systemClock } from "@/lib/metric/clock";
import { ChartDefs } from "@/components/panel/chart-defs";

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
    fetch: (input, init) => fetch(input, init),
    openEventSource: (url) => new EventSource(url),
    isOnline: () => navigator.onLine,
    clock: systemClock,
    random: Math.random,
    setTimer(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
}

function listenToPage(source: LiveSource): () => void {
  const onVisible = () => document.visibilityState === "visible" && source.wake();
  const onShow = (event: PageTransitionEvent) => event.persisted && source.wake();
  const onHide = () => source.sleep();
  const onNetwork = () => source.wake();
  document.addEventListener("visibilitychange", onVisible);
  window.addEventListener("online", onNetwork);
  window.addEventListener("offline", onNetwork);
  window.addEventListener("pageshow", onShow);
  window.addEventListener("pagehide", onHide);
  return () => {
    document.removeEventListener("visibilitychange", onVisible);
    window.removeEventListener("online", onNetwork);
    window.removeEventListener("offline", onNetwork);
    window.removeEventListener("pageshow", onShow);
    window.removeEventListener("pagehide", onHide);
  };
}
