// A number's shortest text is most of what a long JSON answer costs. Nearly all values are whole, or
// decimals of up to three places: those are written digit by digit, four times as fast as by the language.

const places = 1_000;
/** Below it every thousandth is told from its neighbours, so that the decimal written is the shortest. */
const mostThousandths = 1e15;
/** Below it division is the processor's own. */
const int32Bound = 2_147_483_648;
const zero = 48;
const minus = 45;
const point = 46;
/** `-0.000001234567890123456`: sign, seven characters up to the first digit that counts, 17 that count. */
export const longestNumber = 25;

/** Writes a finite number as JSON has it; answers where it ends. There must be room for `longestNumber`. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const thousandths = Math.round(value * places);
  if (Math.abs(thousandths) >= mostThousandths || thousandths / places !== value)
    return writeText(bytes, at, String(value));
  let rest = thousandths;
  if (rest < 0) {
    bytes[at++] = minus;
    rest = -rest;
  }
  const whole = Math.floor(rest / places);
  const fraction = rest - whole * places;
  const end = writeWhole(bytes, at, whole);
  return fraction === 0 ? end : writeFraction(bytes, end, fraction);
}

export function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function writeWhole(bytes: Uint8Array, at: number, whole: number): number {
  let digits = 1;
  for (let bound = 10; bound <= whole; bound *= 10) digits++;
  let i = at + digits - 1;
  let rest = whole;
  for (; rest >= int32Bound; i--) {
    const next = Math.floor(rest / 10);
    bytes[i] = zero + rest - next * 10;
    rest = next;
  }
  for (let small = rest | 0; i >= at; i--) {
    const next = (small / 10) | 0;
    bytes[i] = zero + small - next * 10;
    small = next;
  }
  return at + digits;
}

/** Thousandths, without zeros at the end. */
function writeFraction(bytes: Uint8Array, at: number, fraction: number): number {
  bytes[at] = point;
  const tenths = Math.floor(fraction / 100);
  const hundredths = Math.floor(fraction / 10) - tenths * 10;
  const last = fraction % 10;
  bytes[at + 1] = zero + tenths;
  if (hundredths === 0 && last === 0) return at + 2;
  bytes[at + 2] = zero + hundredths;
  if (last === 0) return at + 3;
  bytes[at + 3] = zero + last;
  return at + 4;
}
