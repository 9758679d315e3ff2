import { deflateSync, strToU8 } from "fflate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { charts, type Dashboard, levels, nullModes, scales, themes, units } from "./dashboard";
import { defaultBoard, defaultPanel } from "./presets";
import { clampDashboard, limits, panelId } from "./schema";
import { type BoardState, parseBoardUrl, printBoardUrl } from "./url";

const own = (board: Dashboard): BoardState => ({ board, automatic: false, hostHidden: false });
const plainBoard = (...groups: string[][]): Dashboard => ({
  title: "",
  rangeMs: 900_000,
  theme: "system",
  panels: groups.map((targets, index) => defaultPanel(panelId(index), targets)),
});
const pack = (fields: unknown) =>
  `1.${Buffer.from(deflateSync(strToU8(JSON.stringify(fields)))).toString("base64url")}`;

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("__proto__", "<script>", "+a", " a ", "a&b=c#d?e%2B", "\uD800", "a;env=prod:p99.9"),
);
const anyBound = fc.oneof(fc.constant(null), fc.double());
const anyPanel = fc.oneof(
  fc.array(anyText, { minLength: 1, maxLength: 4 }).map((targets) => defaultPanel("", targets)),
  fc.record({
    id: fc.constant(""),
    title: anyText,
    targets: fc.array(anyText, { maxLength: 6 }),
    chart: fc.constantFrom(...charts),
    stepMs: fc.oneof(fc.constant(null), fc.integer({ min: -5, max: 100_000_000 })),
    yMin: anyBound,
    yMax: anyBound,
    unit: fc.constantFrom(...units),
    nulls: fc.constantFrom(...nullModes),
    slots: fc.array(fc.tuple(anyText, fc.integer({ min: -1, max: 16 })), { maxLength: 20 }),
    scale: fc.constantFrom(...scales),
    rightTargets: fc.array(fc.integer({ min: -1, max: 7 }), { maxLength: 4 }),
    rightUnit: fc.constantFrom(...units),
    thresholds: fc.array(fc.record({ value: fc.double(), level: fc.constantFrom(...levels) }), {
      maxLength: 14,
    }),
    compareMs: fc.oneof(fc.constant(null), fc.integer({ min: -5, max: 6_000_000_000 })),
    events: fc.boolean(),
    width: fc.integer({ min: -1, max: 14 }),
    height: fc.integer({ min: -1, max: 30 }),
  }),
);
const anyBoard = fc.record({
  title: anyText,
  rangeMs: fc.integer({ min: 0, max: 6_000_000_000 }),
  theme: fc.constantFrom(...themes),
  panels: fc.array(anyPanel, { maxLength: 14 }),
});
const withIds = (board: Dashboard): Dashboard => ({
  ...board,
  panels: board.panels.map((panel, index) => ({ ...panel, id: panelId(index) })),
});

describe("a board's link", () => {
  it("brings back any legal board, equal in every field, without a notice", () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        const legal = clampDashboard(withIds(board));
        const query = printBoardUrl(own(legal));
        expect(parseBoardUrl(query)).toEqual({ state: own(legal), notices: [] });
        expect(new URL(`http://localhost/${query}`).search).toBe(query);
      }),
      { numRuns: 2_000 },
    );
  });

  it("makes any board legal once: what is legal stays as it is", () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        const legal = clampDashboard(withIds(board));
        expect(clampDashboard(legal)).toEqual(legal);
      }),
    );
  });

  it("is readable while each panel is what its targets alone would make it", () => {
    const board = {
      ...plainBoard(["api.login:p95", "api.login:p50"], ["counters:hits:rate"]),
      rangeMs: 3_600_000,
    };
    expect(printBoardUrl(own(board))).toBe(
      "?target=api.login:p95&target=%2Bapi.login:p50&target=counters:hits:rate&range=1h",
    );
  });

  it("is empty for the default board", () => {
    const board = plainBoard();
    expect(printBoardUrl({ board, automatic: true, hostHidden: false })).toBe("");
    expect(parseBoardUrl("")).toEqual({
      state: { board, automatic: true, hostHidden: false },
      notices: [],
    });
  });

  it("keeps range, theme and hidden host panels of the default board", () => {
    const state: BoardState = {
      board: { ...plainBoard(), rangeMs: 60_000, theme: "light" },
      automatic: true,
      hostHidden: true,
    };
    expect(printBoardUrl(state)).toBe("?host=off&range=1m&theme=light");
    expect(parseBoardUrl(printBoardUrl(state)).state).toEqual(state);
  });

  it("keeps colours, and only those of panels that have some to keep", () => {
    const [kept, plain] = plainBoard(["a", "b"], ["c"]).panels;
    const board = { ...plainBoard(), panels: [{ ...kept!, slots: [["b", 4] as const] }, plain!] };
    expect(parseBoardUrl(printBoardUrl(own(board))).state.board).toEqual(board);
    const fields = Array.from({ length: 15 }, () => null);
    expect(printBoardUrl(own(board))).toBe(
      `?b=${pack([[[["a", "b"], ...fields.slice(1), [["b", 4]]], [["c"]]]])}`,
    );
  });

  it("tells a board without panels from the default board", () => {
    const { state } = parseBoardUrl(printBoardUrl(own(plainBoard())));
    expect(state).toEqual(own(plainBoard()));
  });

  it("joins a target typed with a plus or its encoding to the panel before", () => {
    for (const plus of ["+", "%2B", "%20"]) {
      const { state } = parseBoardUrl(`?target=a&target=${plus}b&target=c`);
      expect(state.board.panels.map((panel) => panel.targets)).toEqual([["a", "b"], ["c"]]);
    }
  });

  it("fits 12 panels of 6 buckets into 1,900 characters", () => {
    const verbs = ["login", "logout", "search", "basket", "pay", "refund"];
    const panels = Array.from({ length: 12 }, (_, index) => ({
      ...defaultPanel(
        panelId(index),
        verbs.map((verb) => `timers:shop.checkout${index}.${verb}.latency:p95`),
      ),
      title: `Latency of checkout ${index}`,
    }));
    const query = printBoardUrl(own({ ...plainBoard(), title: "Checkout", panels }));
    expect(query).toMatch(/^\?b=1\./);
    expect(query.length).toBeLessThanOrEqual(1_900);
  });
});

describe("old links keep opening", () => {
  it("the readable form of version 1", () => {
    const { state, notices } = parseBoardUrl(
      "?title=Shop%20%26%20co&target=timers:api.login:p50&target=%2Btimers:api.login:p95&target=sets:users&range=2h&theme=dark",
    );
    expect(notices).toEqual([]);
    expect(state).toEqual(
      own({
        title: "Shop & co",
        rangeMs: 7_200_000,
        theme: "dark",
        panels: [
          { ...plain, id: "a", targets: ["timers:api.login:p50", "timers:api.login:p95"], chart: "band" },
          { ...plain, id: "b", targets: ["sets:users"], chart: "stat", width: 3, height: 3 },
        ],
      }),
    );
  });

  it("the packed form of version 1, short and with every field", () => {
    const short = "1.iwYCpeT80ryS1KJiq4zMkmKrosSSVKVYnbzSnBwdJQ-giFJsbCwA";
    const full =
      "1.iwYCpZLM3NSiYqvEgky9nPz0zDyrAktLJR0l7fyUFKVYHUMdJZ_EktS85EolHUMjHQsdQwMg0DHQMTEw0DPVMYqN1VE6PCcJaEJmckaJwqM5k5V0zAxMLIBqDGMB";
    expect(parseBoardUrl(`?b=${short}`)).toEqual({
      state: own({
        title: "",
        rangeMs: 900_000,
        theme: "system",
        panels: [{ ...plain, id: "a", title: "Hits", targets: ["counters:hits:rate"] }],
      }),
      notices: [],
    });
    expect(parseBoardUrl(`?b=${full}`)).toEqual({ state: own(fullBoard), notices: [] });
  });

  it("a panel with everything about how it is read", () => {
    const read = {
      scale: "log" as const,
      rightTargets: [1],
      rightUnit: "bytes" as const,
      thresholds: [
        { value: 250, level: "warn" as const },
        { value: 1500, level: "crit" as const },
      ],
      compareMs: 604_800_000,
      events: false,
    };
    const panel = { ...plain, ...read, id: "a", targets: ["timers:api.login:p99", "gauges:heap"] };
    const state = own({ ...plainBoard(), panels: [panel] });
    const link =
      "?b=1.jYpBCoAgFAXv4voR38hIr_L5Cxdigplk3r-kCzSLYRbDL-pOR7ia8zVN-YypuGqtgoq-x9DcHnxVgtJz_i0N1gLm2RBGaEOEWQQrLRsNQN9pROQB";
    expect(printBoardUrl(state)).toBe(link);
    expect(parseBoardUrl(link)).toEqual({ state, notices: [] });
  });

  it("a packed form with fields that a later version appended", () => {
    const { state, notices } = parseBoardUrl(
      `?b=${pack([[[["a"], 2, "T", 6, 6, null, null, null, 2, "later"]], "B", 60, 1, { later: true }])}`,
    );
    expect(notices).toEqual([]);
    expect(state.board).toMatchObject({ title: "B", rangeMs: 60_000, theme: "light" });
    expect(state.board.panels[0]).toMatchObject({
      chart: "column",
      title: "T",
      width: 6,
      unit: "ms",
      nulls: "gap",
    });
  });
});

const plain = {
  title: "",
  chart: "line" as const,
  stepMs: null,
  yMin: null,
  yMax: null,
  unit: "auto" as const,
  nulls: "gap" as const,
  slots: [],
  scale: "linear" as const,
  rightTargets: [],
  rightUnit: "auto" as const,
  thresholds: [],
  compareMs: null,
  events: true,
  width: 4,
  height: 5,
};
const fullBoard: Dashboard = {
  title: "Übersicht ✓",
  rangeMs: 604_800_000,
  theme: "light",
  panels: [
    {
      ...plain,
      id: "a",
      title: "Latency",
      targets: ["timers:api.login:p99", "+odd"],
      chart: "area",
      stepMs: 10_000,
      yMin: 0,
      yMax: 400.5,
      unit: "ms",
      nulls: "gap",
      slots: [],
      width: 12,
      height: 8,
    },
  ],
};

describe("a broken link", () => {
  it("never throws, whatever it is, and always gives a legal board", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string().map((text) => `?b=1.${text}`),
          fc
            .uint8Array({ maxLength: 400 })
            .map((bytes) => `?b=1.${Buffer.from(bytes).toString("base64url")}`),
          fc.json().map((json) => `?b=${pack(JSON.parse(json))}`),
          fc.array(fc.anything()).map((fields) => `?b=${pack([[fields, fields], ...fields])}`),
        ),
        (query) => {
          const { board } = parseBoardUrl(query).state;
          expect(clampDashboard(board)).toEqual(board);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("falls back to the default board and says so when it is cut short anywhere", () => {
    const query = printBoardUrl(own(defaultBoard()));
    for (let length = 4; length < query.length; length += 1) {
      const { state, notices } = parseBoardUrl(query.slice(0, length));
      expect(state.automatic, query.slice(0, length)).toBe(true);
      expect(notices).toHaveLength(1);
    }
  });

  it("makes legal whatever it says about how a panel is read", () => {
    const fields = (rest: unknown[]) => [
      ["a", "", "b"],
      0,
      null,
      null,
      null,
      null,
      null,
      null,
      0,
      0,
      ...rest,
    ];
    const read = (...rest: unknown[]) => parseBoardUrl(`?b=${pack([[fields(rest)]])}`).state.board.panels[0];
    expect(read(7, "all", { value: 1 }, -1, null, [], 99)).toMatchObject({
      targets: ["a", "b"],
      scale: "linear",
      rightTargets: [],
      rightUnit: "auto",
      thresholds: [],
      compareMs: null,
      events: true,
    });
    const odd = [[5, 2], [5, 0], ["5", 1], [null, 1], [1, 9], [-5, 1], 7];
    expect(read(1, [2, 2, 9, -1, "0"], odd, 1e15, 0)).toMatchObject({
      scale: "log",
      rightTargets: [1],
      thresholds: [
        { value: -5, level: "warn" },
        { value: 5, level: "crit" },
      ],
      compareMs: 60 * 86_400_000,
      events: false,
    });
    const many = Array.from({ length: 500 }, (_, value) => [value, 1]);
    expect(read(0, null, many)!.thresholds).toHaveLength(limits.thresholds);
  });

  it("names a range it cannot show, and shows the nearest", () => {
    expect(parseBoardUrl("?target=a&range=99d")).toMatchObject({
      state: { board: { rangeMs: 60 * 86_400_000 } },
      notices: ['The range "99d" in the link is not 1m to 60d. 60d is shown.'],
    });
    expect(parseBoardUrl("?target=a&range=soon").state.board.rangeMs).toBe(900_000);
  });

  it("refuses a size bomb within a few milliseconds of work", () => {
    const bomb = deflateSync(new Uint8Array(40_000_000).fill(32), { level: 9 });
    const { state, notices } = parseBoardUrl(`?b=1.${Buffer.from(bomb).toString("base64url")}`);
    expect(state.automatic).toBe(true);
    expect(notices[0]).toMatch(/could not be read/);
  });

  it("shows the first panels of too many and says how many were asked for", () => {
    const { state, notices } = parseBoardUrl(`?${"target=a&".repeat(limits.panels + 1)}`);
    expect(state.board.panels).toHaveLength(limits.panels);
    expect(notices[0]).toContain("101 panels");
  });
});
