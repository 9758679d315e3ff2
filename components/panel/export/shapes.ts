const namespace = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | null>;

/** An SVG element; attributes that are null are left out, numbers are rounded to a hundredth. */
export function shape(tag: string, attributes: Attributes, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) continue;
    const text = typeof value === "number" ? Math.round(value * 100) / 100 : value;
    element.setAttribute(name, String(text));
  }
  element.append(...children);
  return element;
}

const families: Record<string, string> = { inter: "Inter", geistmono: "Geist Mono" };

/** The names that faces have outside of the page, whose own stand for its files. */
export function nameFamilies(computed: string): string {
  const names = computed.split(",").map((each) => each.trim().replaceAll('"', ""));
  return names
    .filter((name) => !name.endsWith(" Fallback"))
    .map((name) => families[name.toLowerCase()] ?? name)
    .join(", ");
}
