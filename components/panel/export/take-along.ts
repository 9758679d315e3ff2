import { makePanelSvg } from "./panel-svg";
import { printSvg, toPng } from "./png";

export type PictureType = "svg" | "png";

interface Taken {
  panel: HTMLElement;
  title: string;
  rangeMs: number;
}

/** Saves a picture of a panel as a file. */
export async function savePicture(type: PictureType, { panel, title, rangeMs }: Taken): Promise<void> {
  const picture = makePanelSvg(panel, rangeMs);
  const blob =
    type === "png" ? await toPng(picture) : new Blob([printSvg(picture)], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${nameFile(title)}.${type}`;
  link.click();
  // The download has begun when the event is done; some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Copies a picture of a panel; rejects where the browser does not let it. */
export async function copyPicture({ panel, rangeMs }: Taken): Promise<void> {
  // The picture comes as a promise: Safari asks for the clipboard within the click.
  const png = toPng(makePanelSvg(panel, rangeMs));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}

function nameFile(title: string): string {
  const name = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replaceAll(/^[-.]+|-+$/g, "");
  return name === "" ? "statboard" : name.slice(0, 80);
}
