/** Writes into a buffer that grows; `take` hands out what was written and starts again. */
export interface ByteWriter {
  readonly length: number;
  u8(value: number): void;
  u32(value: number): void;
  /** Whole numbers below 2^48. */
  u48(value: number): void;
  f64(value: number): void;
  /** Whole numbers from 0 to 2^53. */
  varint(value: number): void;
  raw(bytes: Uint8Array): void;
  /** The bytes of `from` in [start, end): quicker than `raw` for a few of them. */
  copy(from: Uint8Array, start: number, end: number): void;
  text(text: string): void;
  setU32(at: number, value: number): void;
  /** In a buffer of its own, which may be handed to another thread. */
  take(): Buffer<ArrayBuffer>;
}

/** From here on the engine's own copying is quicker than a loop. */
const longCopy = 64;

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.from(new ArrayBuffer(4_096));
  let view = viewOf(buffer);
  let length = 0;
  const room = (bytes: number) => {
    if (length + bytes > buffer.length) {
      const larger = Buffer.from(new ArrayBuffer(Math.max(buffer.length * 2, length + bytes)));
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
      view = viewOf(buffer);
    }
    length += bytes;
    return length - bytes;
  };
  const writer: ByteWriter = {
    get length() {
      return length;
    },
    u8(value) {
      const at = room(1);
      buffer[at] = value;
    },
    u32(value) {
      const at = room(4);
      view.setUint32(at, value);
    },
    u48(value) {
      const at = room(6);
      const low = value >>> 0;
      view.setUint16(at, (value - low) / 2 ** 32);
      view.setUint32(at + 2, low);
    },
    f64(value) {
      const at = room(8);
      view.setFloat64(at, value);
    },
    varint(value) {
      let rest = value;
      while (rest >= 128) {
        writer.u8((rest % 128) + 128);
        rest = Math.floor(rest / 128);
      }
      writer.u8(rest);
    },
    raw(bytes) {
      const at = room(bytes.length);
      buffer.set(bytes, at);
    },
    copy(from, start, end) {
      const at = room(end - start) - start;
      if (end - start >= longCopy) buffer.set(from.subarray(start, end), at + start);
      else for (let i = start; i < end; i++) buffer[at + i] = from[i]!;
    },
    text(text) {
      const bytes = Buffer.from(text);
      writer.varint(bytes.length);
      writer.raw(bytes);
    },
    setU32: (at, value) => view.setUint32(at, value),
    take() {
      const taken = Buffer.from(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + length));
      length = 0;
      return taken;
    },
  };
  return writer;
}

/** DataView's numbers cost a fraction of Buffer's. */
function viewOf({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Reads what a ByteWriter wrote. RangeError beyond the end. */
export interface ByteReader {
  at: number;
  u8(): number;
  u48(): number;
  f64(): number;
  varint(): number;
  raw(length: number): Uint8Array;
}

export function createByteReader(bytes: Buffer, from: number): ByteReader {
  const reader: ByteReader = {
    at: from,
    u8: () => bytes.readUInt8(reader.at++),
    u48() {
      reader.at += 6;
      return bytes.readUIntBE(reader.at - 6, 6);
    },
    f64() {
      reader.at += 8;
      return bytes.readDoubleBE(reader.at - 8);
    },
    varint() {
      let value = 0;
      let scale = 1;
      for (;;) {
        const byte = reader.u8();
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
    },
    raw(length) {
      reader.at += length;
      if (reader.at > bytes.length) throw new RangeError("the bytes end too early");
      return bytes.subarray(reader.at - length, reader.at);
    },
  };
  return reader;
}
