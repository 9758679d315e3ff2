/** A picture as PNG, `scale` times as fine. */
export async function toPng(picture: SVGElement, scale = 2): Promise<Blob> {
  const [width, height] = ["width", "height"].map((name) => Number(picture.getAttribute(name)) * scale);
  const withFaces = picture.cloneNode(true) as SVGElement;
  // An SVG that is drawn as an image sees nothing of the page, its faces neither.
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = (await Promise.all(faces.map(embedFace))).join("\n");
  withFaces.prepend(style);
  const url = URL.createObjectURL(new Blob([printSvg(withFaces)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    canvas.getContext("2d")!.drawImage(image, 0, 0, width!, height!);
    return await new Promise<Blob>((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The picture is too large.")))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function printSvg(picture: SVGElement): string {
  return new XMLSerializer().serializeToString(picture);
}

/** The page's own faces and their names in a picture. */
const faces = [
  { own: "inter", name: "Inter" },
  { own: "geistMono", name: "Geist Mono" },
];

async function embedFace({ own, name }: { own: string; name: string }): Promise<string> {
  const rule = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .find((each) => each instanceof CSSFontFaceRule && each.style.fontFamily.replaceAll('"', "") === own);
  const path = rule && /url\("?([^")]+)/.exec((rule as CSSFontFaceRule).style.getPropertyValue("src"))?.[1];
  if (!path) return "";
  const answer = await fetch(new URL(path, rule.parentStyleSheet?.href ?? location.href));
  if (!answer.ok) return "";
  const data = await readDataUrl(await answer.blob());
  return `@font-face{font-family:"${name}";font-weight:100 900;src:url(${data}) format("woff2")}`;
}

function readDataUrl(blob: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(String(reader.result)));
    reader.addEventListener("error", () => fail(reader.error!));
    reader.readAsDataURL(blob);
  });
}
