// Counts distinct members: exactly up to 256, by HyperLogLog above (4,096 registers, standard error 1.6 %;
// Flajolet et al. 2007, with linear counting for small cardinalities). Members are kept as 53-bit hashes,
// so that what a set held never leaves the process that received it.

import { hashText } from "./hash";

/** Plain data, for structured clone: exact hashes, or registers once there are too many. */
export type Distinct = { hashes: Set<number> } | { registers: Uint8Array };

const exactLimit = 256;
const registerBits = 12;
const registerCount = 1 << registerBits;

export function emptyDistinct(): Distinct {
  return { hashes: new Set() };
}

export function addToDistinct(distinct: Distinct, member: string): Distinct {
  return addHash(distinct, hashMember(member));
}

/** The union; may reuse and change `into`. */
export function mergeDistinct(into: Distinct, from: Distinct): Distinct {
  if ("hashes" in from) {
    let union = into;
    for (const hash of from.hashes) union = addHash(union, hash);
    return union;
  }
  const registers = "registers" in into ? into.registers : toRegisters(into.hashes);
  for (let i = 0; i < registerCount; i++) registers[i] = Math.max(registers[i]!, from.registers[i]!);
  return { registers };
}

export function cloneDistinct(distinct: Distinct): Distinct {
  return "hashes" in distinct
    ? { hashes: new Set(distinct.hashes) }
    : { registers: distinct.registers.slice() };
}

export function countDistinct(distinct: Distinct): number {
  if ("hashes" in distinct) return distinct.hashes.size;
  let inverseSum = 0;
  let zeros = 0;
  for (const register of distinct.registers) {
    inverseSum += 2 ** -register;
    if (register === 0) zeros++;
  }
  const alpha = 0.7213 / (1 + 1.079 / registerCount);
  const estimate = (alpha * registerCount * registerCount) / inverseSum;
  const small = estimate <= 2.5 * registerCount && zeros > 0;
  return Math.round(small ? registerCount * Math.log(registerCount / zeros) : estimate);
}

function addHash(distinct: Distinct, hash: number): Distinct {
  if ("registers" in distinct) {
    addToRegisters(distinct.registers, hash);
    return distinct;
  }
  distinct.hashes.add(hash);
  return distinct.hashes.size <= exactLimit ? distinct : { registers: toRegisters(distinct.hashes) };
}

function toRegisters(hashes: Set<number>): Uint8Array {
  const registers = new Uint8Array(registerCount);
  for (const hash of hashes) addToRegisters(registers, hash);
  return registers;
}

function addToRegisters(registers: Uint8Array, hash: number): void {
  const index = hash % registerCount;
  const rest = Math.floor(hash / registerCount);
  // 41 bits are left; the rank is the position of the highest set bit counted from the top.
  const rank = rest === 0 ? 42 : 41 - Math.floor(Math.log2(rest));
  if (rank > registers[index]!) registers[index] = rank;
}

/** 53 bits, the most a number holds exactly. */
function hashMember(text: string): number {
  const [low, high] = hashText(text);
  return 4294967296 * (2097151 & high) + low;
}
