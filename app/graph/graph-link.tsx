"use client";

import { useEffect } from "react";
import { graphToBoardLink } from "@/lib/compat/batsd/links";

/** Goes on to the board that shows the same. */
export function GraphLink() {
  useEffect(() => {
    window.location.replace(graphToBoardLink(window.location.hash, Date.now()));
  }, []);
  return <p>Opening the board…</p>;
}
