// Bits, most significant first, behind five bytes: a format byte and a checksum over all that follows it.

const headBytes = 5;
/** A run of this many ones in a Rice code announces a width and the value itself. */
export const escapeOnes = 16;

/** Bits a whole number below 2^53 takes; 0 for 0. */
export function bitLength(value: number): number {
  return value < 4_294_967_296 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 4_294_967_296));
}

/** Bits that `BitWriter.rice` writes. */
export function riceLength(value: number, k: number): number {
  const ones = value < 2_147_483_648 ? value >>> k : escapeOnes;
  return ones < escapeOnes ? ones + 1 + k : escapeOnes + 6 + bitLength(value);
}

/** Folds a sign into the lowest bit: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(symbol: number): number {
  if (symbol < 2_147_483_648) return (symbol >>> 1) ^ -(symbol & 1);
  const half = Math.floor(symbol / 2);
  return half * 2 === symbol ? half : -half - 1;
}

/** Writes one block at a time: `begin`, the bits, `finish`. */
export class BitWriter {
  private view = new DataView(new ArrayBuffer(16_384));
  /** Bytes before the word that is being filled. */
  private at = 0;
  private word = 0;
  private used = 0;

  begin(format: number): void {
    this.at = this.word = this.used = 0;
    this.bits(format, 8);
    this.bits(0, 32);
  }

  /** A whole number below 2^width, of at most 32 bits. */
  bits(value: number, width: number): void {
    const free = 32 - this.used;
    if (width < free) {
      this.word |= value << (free - width);
      this.used += width;
      return;
    }
    const rest = width - free;
    this.reserve(16);
    this.view.setUint32(this.at, (this.word | (value >>> rest)) >>> 0);
    this.at += 4;
    this.word = rest === 0 ? 0 : value << (32 - rest);
    this.used = rest;
  }

  /** A whole number below 2^width, of at most 53 bits. */
  wide(value: number, width: number): void {
    if (width > 32) this.bits(Math.floor(value / 4_294_967_296), width - 32);
    this.bits(value >>> 0, Math.min(width, 32));
  }

  /** A whole number below 2^53, shortest where it is about 2^k (0 ≤ k ≤ 24). */
  rice(value: number, k: number): void {
    const ones = value < 2_147_483_648 ? value >>> k : escapeOnes;
    if (ones >= escapeOnes) {
      this.bits(65_535, escapeOnes);
      this.sized(value);
      return;
    }
    const low = value & ((1 << k) - 1);
    const unary = (1 << (ones + 1)) - 2;
    if (ones + 1 + k <= 32) return this.bits((unary << k) | low, ones + 1 + k);
    this.bits(unary, ones + 1);
    this.bits(low, k);
  }

  /** A whole number below 2^53 behind its width. */
  sized(value: number): void {
    const width = bitLength(value);
    this.bits(width, 6);
    this.wide(value, width);
  }

  /** From the next whole byte on. */
  doubles(values: Float64Array, count: number): void {
    this.bits(0, -this.used & 7);
    this.reserve(16 + count * 8);
    let at = this.at + this.used / 8;
    this.view.setUint32(this.at, this.word >>> 0);
    for (let i = 0; i < count; i++, at += 8) this.view.setFloat64(at, values[i]!);
    this.at = at & ~3;
    this.used = (at & 3) * 8;
    this.word = this.used === 0 ? 0 : this.view.getUint32(this.at) & (-1 << (32 - this.used));
  }

  finish(): Uint8Array {
    this.reserve(16);
    this.view.setUint32(this.at, this.word >>> 0);
    this.view.setUint32(this.at + 4, 0);
    const length = this.at + Math.ceil(this.used / 8);
    this.view.setUint32(1, checksum(this.view, length));
    return new Uint8Array(this.view.buffer.slice(0, length));
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.view.byteLength) return;
    const larger = new Uint8Array(Math.max(this.view.byteLength * 2, this.at + bytes));
    larger.set(new Uint8Array(this.view.buffer));
    this.view = new DataView(larger.buffer);
  }
}

/** Reads what a BitWriter wrote, from a copy with room behind it. RangeError for all that is no such block. */
export class BitReader {
  view = new DataView(new ArrayBuffer(16_384));
  /** Position in bits. */
  at = 0;
  private end = 0;

  begin(bytes: Uint8Array, format: number): void {
    const { length } = bytes;
    if (length < headBytes) throw new RangeError(`a block of ${length} bytes is cut off`);
    if (bytes[0] !== format) throw new RangeError(`block format ${bytes[0]} is not ${format}`);
    if (length + 16 > this.view.byteLength) this.view = new DataView(new ArrayBuffer(length * 2 + 16));
    const copy = new Uint8Array(this.view.buffer);
    copy.set(bytes);
    copy.fill(0, length, length + 16);
    if (this.view.getUint32(1) !== checksum(this.view, length))
      throw new RangeError("a block's checksum is wrong");
    this.at = headBytes * 8;
    this.end = length * 8;
  }

  bits(width: number): number {
    const from = this.at >>> 3;
    const shift = this.at & 7;
    this.at += width;
    if (width === 0) return 0;
    const word = this.view.getUint32(from);
    const first = shift === 0 ? word : (word << shift) | (this.view.getUint8(from + 4) >>> (8 - shift));
    return first >>> (32 - width);
  }

  wide(width: number): number {
    if (width > 53) throw new RangeError(`a block holds a number of ${width} bits`);
    const high = width > 32 ? this.bits(width - 32) : 0;
    return high * 4_294_967_296 + this.bits(Math.min(width, 32));
  }

  rice(k: number): number {
    const ones = Math.clz32(~(this.view.getUint32(this.at >>> 3) << (this.at & 7)));
    if (ones >= escapeOnes) {
      this.at += escapeOnes;
      return this.sized();
    }
    this.at += ones + 1;
    return (ones << k) + this.bits(k);
  }

  sized(): number {
    return this.wide(this.bits(6));
  }

  doubles(into: Float64Array, count: number): void {
    let from = (this.at + 7) >>> 3;
    this.at = (from + count * 8) * 8;
    this.check();
    for (let i = 0; i < count; i++, from += 8) into[i] = this.view.getFloat64(from);
  }

  /** For a count of things that take at least a bit each: no block makes us reserve more than it holds. */
  atMost(count: number): number {
    if (count > this.end - this.at) throw new RangeError("a block ends too early");
    return count;
  }

  check(): void {
    if (this.at > this.end) throw new RangeError("a block ends too early");
  }

  finish(): void {
    this.check();
    if (this.end - this.at >= 8) throw new RangeError("a block is longer than what it holds");
  }
}

/** Of everything behind the head, zero to the next word. Any damage within one 32-bit word changes it. */
function checksum(view: DataView, length: number): number {
  let hash = length;
  for (let at = headBytes; at < length; at += 4) {
    hash = Math.imul(hash ^ view.getUint32(at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
