import type { Intake } from "./intake";
import type { StreamFacts } from "./own-stream";
import { type LeaderItem, parseCopy, type TabPlace, type Welcome } from "./tab-messages";

/** The tab that this one is fed by, and how far it has heard it. */
export interface TabFeeder {
  /** Up to where everything was heard; null while nobody feeds. */
  place(): TabPlace | null;
  facts(): StreamFacts;
  /** How many tabs share the leader's connection. */
  tabs(): number;
  /** How long nothing was heard. */
  silentMs(): number;
  /** `begun`: this tab is fed from now on. `missed`: what lies between must be asked for. */
  hear(at: TabPlace, item: LeaderItem): "begun" | "taken" | "old" | "missed";
  /** Returns whether the leader gave what this tab lacks, and feeds it from now on. */
  welcome(welcome: Welcome): boolean;
  clear(): void;
}

const unlinked: StreamFacts = { way: "stream", linked: false, downMs: 0, reason: null };

export function createTabFeeder(options: {
  intake: Intake;
  monotonic(): number;
  adoptOffset(offsetMs: number): void;
}): TabFeeder {
  const { intake, monotonic } = options;
  let place: TabPlace | null = null;
  let heardMs = monotonic();
  let facts = unlinked;
  let tabs = 1;
  return {
    place: () => place,
    facts: () => facts,
    tabs: () => tabs,
    silentMs: () => monotonic() - heardMs,
    hear,
    welcome,
    clear: () => void (place = null),
  };

  function hear(at: TabPlace, item: LeaderItem): ReturnType<TabFeeder["hear"]> {
    const isSame = place?.leader === at.leader;
    if (place && isSame && at.seq <= place.seq) return "old";
    if (item.type === "begin" && intake.continues(item.begin)) {
      place = at;
      heardMs = monotonic();
      facts = { ...unlinked, linked: true };
      if (item.offsetMs !== null) options.adoptOffset(item.offsetMs);
      intake.begin(item.begin);
      return "begun";
    }
    if (!place || !isSame || at.seq !== place.seq + 1 || item.type === "begin") {
      // What is held stays. The one before may go on until the new one has begun here.
      if (isSame) place = null;
      return "missed";
    }
    place = at;
    heardMs = monotonic();
    if (item.type === "frame") intake.read(item.frame);
    else if (item.type === "facts") ({ facts, tabs } = item);
    return "taken";
  }

  function welcome({ at, copy, offsetMs, facts: told, tabs: count }: Welcome): boolean {
    if (copy !== null || place === null || place.leader === at.leader) {
      heardMs = copy === null && place === null ? heardMs : monotonic();
      facts = told;
      tabs = count;
    }
    if (copy === null) return false;
    place = at;
    if (offsetMs !== null) options.adoptOffset(offsetMs);
    intake.adopt(parseCopy(copy));
    return true;
  }
}
