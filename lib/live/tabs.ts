import type { RawFrame } from "./connection";
import type { Intake, PageCopy, StreamBegin } from "./intake";
import type { OwnStream, StreamFacts } from "./own-stream";
import { createTabFeeder } from "./tab-feeder";
import { leaderLock, lockOfTab, takeLock } from "./tab-lock";
import {
  type ChannelLike,
  type LeaderItem,
  type TabMessage,
  type TabPlace,
  type TabPlatform,
  type Welcome,
} from "./tab-messages";
import type { TabRoster, TabWants } from "./tab-roster";
import { keyOf } from "./feeds";

/** One stream for all tabs of a browser: the tab that leads reads it and passes its frames on as they are. */
export interface TabShare {
  join(): void;
  /** Closes the channel and gives all locks up, as the back-forward cache asks for. */
  leave(): void;
  /** Whether this tab has, or should have, a stream of its own. */
  runsOwn(): boolean;
  wantsChanged(): void;
  /** The page was shown or hidden. */
  visibilityChanged(): void;
  /** Once a second. */
  check(): void;
  /** What this tab's own stream says. */
  ownBegan(begin: StreamBegin): void;
  ownFrame(frame: RawFrame): void;
  ownChanged(): void;
  facts(): StreamFacts;
  /** How many tabs share the connection. */
  count(): number;
}

export interface TabShareOptions {
  platform: TabPlatform;
  own: OwnStream;
  intake: Intake;
  roster: TabRoster;
  wants(): TabWants;
  isVisible(): boolean;
  monotonic(): number;
  setTimer(run: () => void, ms: number): () => void;
  /** What to add to this computer's clock, told to the other tabs and by them. */
  offset: { get(): number | null; adopt(offsetMs: number): void };
  /** Facts or the count changed. */
  changed(): void;
}

/** Without an answer for so long a new tab opens a stream, which it gives up when it hears of a leader. */
const answerMs = 50;
/** A new leader hears what the others follow before it asks for it. */
const gatherMs = 20;
const silenceMs = 3_500;
const askEveryMs = 250;

export function createTabShare(options: TabShareOptions): TabShare {
  const { platform, own, intake, roster, isVisible, monotonic, offset } = options;
  const me = platform.id;
  const feeder = createTabFeeder({ intake, monotonic, adoptOffset: offset.adopt });
  let channel: ChannelLike | null = null;
  /** Whether its lock tells the others that it lives. */
  let isMember = false;
  let giveUpTab = () => {};
  /** Gives up leading, or waiting for it; null while neither. */
  let giveUpLead: (() => void) | null = null;
  let leading = false;
  /** It no longer leads, and goes on until the next stream has begun. */
  let resigned = false;
  /** Nobody answered, or nobody has room. */
  let alone = false;
  let refused = false;
  /** Whether it told the others that its stream is theirs. */
  let feeding = false;
  let seq = 0;
  let expectsLeader = false;
  let askedMs = Number.NEGATIVE_INFINITY;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let cancelTimer = () => {};

  const share: TabShare = {
    join,
    leave,
    runsOwn: () => leading || resigned || alone,
    wantsChanged: () => !leading && hello(feeder.place()),
    visibilityChanged,
    check,
    ownBegan,
    ownFrame: (frame) => tell({ type: "frame", frame }),
    ownChanged: tellFacts,
    facts,
    count: () => (leading || resigned ? roster.size() + 1 : own.isLive() ? 1 : feeder.tabs()),
  };
  return share;

  function join(): void {
    if (channel) return;
    const opened = platform.openChannel();
    channel = opened;
    opened.addEventListener("message", ({ data }) => opened === channel && hear(data as TabMessage));
    giveUpTab = takeLock(platform.locks, lockOfTab(me), () => {
      isMember = true;
      hello(null);
    });
    if (isVisible()) askToLead();
    cancelTimer = options.setTimer(goAlone, answerMs);
  }

  function leave(): void {
    if (!channel) return;
    post({ type: "bye", tab: me });
    channel.close();
    channel = null;
    cancelTimer();
    giveUpTab();
    giveUpLead?.();
    giveUpLead = null;
    isMember = leading = resigned = alone = refused = expectsLeader = feeding = false;
    feeder.clear();
    roster.clear();
  }

  function visibilityChanged(): void {
    if (!channel) return;
    if (isVisible()) {
      if (!giveUpLead) askToLead();
    } else if (leading) post({ type: "yield", leader: me });
    else {
      // A hidden tab need not lead: nobody looks at it.
      giveUpLead?.();
      giveUpLead = null;
    }
  }

  function askToLead(): void {
    giveUpLead = takeLock(platform.locks, leaderLock, lead);
  }

  function lead(): void {
    const isNew = feeder.place() === null && !expectsLeader;
    leading = true;
    resigned = alone = refused = false;
    post({ type: "lead", leader: me });
    cancelTimer();
    if (own.isLive()) {
      const keys = intake.brings(options.wants().requests.map(keyOf));
      tellBegin({ keys, held: keys, after: intake.lastId() });
      own.fit();
    } else if (isNew) own.fit();
    else cancelTimer = options.setTimer(() => leading && own.fit(), gatherMs);
    options.changed();
  }

  function resign(): void {
    giveUpLead?.();
    giveUpLead = null;
    leading = false;
    resigned = true;
  }

  function goAlone(): void {
    const isServed = leading || resigned || alone || feeder.place() !== null || expectsLeader;
    // Twenty hidden tabs with a stream each would leave no connection to the one that is looked at.
    if (isServed || !isVisible()) return;
    alone = true;
    own.fit();
  }

  function stopOwn(): void {
    own.close();
    resigned = alone = feeding = false;
    roster.clear();
  }

  function hear(message: TabMessage): void {
    if (message.type === "item") hearItem(message.at, message.item);
    else if (message.type === "hello") hearHello(message);
    else if (message.type === "bye") roster.drop(message.tab);
    else if (message.type === "welcome") {
      if (message.to === me && !leading) hearWelcome(message.welcome);
    } else if (message.type === "lead") {
      expectsLeader = true;
      refused = false;
      hello(feeder.place());
    } else if (isVisible()) hello(feeder.place());
  }

  function hearHello({ tab, at, held, visible, ...wants }: TabMessage & { type: "hello" }): void {
    if (!leading) return;
    const isTaken = roster.set(tab, wants);
    const copy = isTaken && own.isLive() ? copyFor(wants, at, held) : null;
    const welcome: Welcome = {
      at: { leader: me, seq },
      answer: isTaken ? "taken" : "full",
      copy: copy && JSON.stringify(copy),
      offsetMs: offset.get(),
      facts: own.facts(),
      tabs: share.count(),
    };
    post({ type: "welcome", to: tab, welcome });
    if (visible && !isVisible()) resign();
  }

  /** A tab that heard everything so far needs only what it did not follow; another one needs all. */
  function copyFor({ requests }: TabWants, at: TabPlace | null, held: string[]): PageCopy | null {
    const isCurrent = at?.leader === me;
    const keys = intake.brings(requests.map(keyOf)).filter((key) => !isCurrent || !held.includes(key));
    if (isCurrent && keys.length === 0) return null;
    const copy = intake.copy(new Set(keys));
    return copy && { ...copy, snapshot: { ...copy.snapshot, fresh: !isCurrent } };
  }

  function hearWelcome(welcome: Welcome): void {
    expectsLeader = true;
    answeredMs = monotonic();
    refused = welcome.answer === "full";
    if (refused) {
      feeder.clear();
      alone = true;
      return own.fit();
    }
    if (feeder.welcome(welcome)) stopOwn();
    options.changed();
  }

  function hearItem(at: TabPlace, item: LeaderItem): void {
    if (refused || (leading && own.isLive())) return;
    const heard = feeder.hear(at, item);
    if (heard === "missed") return ask();
    if (heard === "begun" && !leading) stopOwn();
    if (item.type !== "frame") options.changed();
  }

  function ask(): void {
    if (leading || monotonic() - askedMs < askEveryMs) return;
    askedMs = monotonic();
    hello(null);
  }

  function check(): void {
    if (!channel) return;
    if (leading || resigned) {
      if (!own.facts().linked) tellFacts();
      return;
    }
    if (!isVisible() || alone || feeder.silentMs() <= silenceMs) return;
    const isStuck = answeredMs < askedMs;
    if (!isStuck) return ask();
    // Asked without an answer: whoever leads is stuck, and this tab goes on by itself.
    feeder.clear();
    expectsLeader = false;
    goAlone();
  }

  function facts(): StreamFacts {
    const downMs = feeder.silentMs();
    const isFed = feeder.place() !== null && downMs <= silenceMs;
    if (!own.isLive() && isFed) return feeder.facts();
    return share.runsOwn() ? own.facts() : { ...feeder.facts(), linked: false, downMs };
  }

  function ownBegan(begin: StreamBegin): void {
    feeder.clear();
    tellBegin(begin);
    tellFacts();
  }

  function tellBegin(begin: StreamBegin): void {
    feeding = leading || resigned;
    tell({ type: "begin", begin, offsetMs: offset.get() });
  }

  function tellFacts(): void {
    if (feeding) tell({ type: "facts", facts: own.facts(), tabs: share.count() });
  }

  function tell(item: LeaderItem): void {
    if (feeding) post({ type: "item", at: { leader: me, seq: ++seq }, item });
  }

  function hello(at: TabPlace | null): void {
    if (!isMember) return;
    const wants = options.wants();
    const held = intake.held(wants.requests.map(keyOf));
    post({ type: "hello", tab: me, ...wants, visible: isVisible(), at, held });
  }

  function post(message: TabMessage): void {
    channel?.postMessage(message);
  }
}
