import type { Panel } from "@/lib/dashboard/dashboard";

/** What an editor's section may change. */
export type PanelChange = Partial<Omit<Panel, "id">>;
