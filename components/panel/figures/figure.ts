import type { PanelChart } from "../chart";

/** A picture that is made of elements. It has no plot that a cursor could read, and no lines to fade. */
export type Figure = Pick<PanelChart, "show" | "draw" | "destroy">;
