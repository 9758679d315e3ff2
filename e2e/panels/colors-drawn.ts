import type { Locator, Page } from "playwright/test";

/** The colour that most of the canvas' opaque pixels have. */
export function readColor(canvas: Locator): Promise<string> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] !== 255) continue;
      const color = `${data[i]} ${data[i + 1]} ${data[i + 2]}`;
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  });
}

/** The page's own colours, as red, green and blue. */
export function readVariables(
  page: Page,
  name: (place: number) => string,
  count: number,
): Promise<number[][]> {
  const names = Array.from({ length: count }, (_, place) => name(place));
  return page.evaluate((wanted) => {
    const probe = document.body.appendChild(document.createElement("i"));
    const found = wanted.map((each) => {
      probe.style.color = `var(${each})`;
      return getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
    });
    probe.remove();
    return found;
  }, names);
}

/** Where a heatmap's bin begins: `heatmap(…) 10.2..20.4` */
export function lowOf(name: string): number {
  return Number(/ (\S+)\.\.\S+$/.exec(name)![1]);
}
