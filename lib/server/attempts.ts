import { type Clock, systemClock } from "@/lib/metric/clock";

/** Bounds how often a token can be guessed. */
export interface Attempts {
  /** False: this address, or everybody together, guessed wrong too often; ask again later. */
  allowed(address: string): boolean;
  failed(address: string): void;
}

const windowMs = 60_000;
const maxPerAddress = 10;
const maxInAll = 300;

/** Ten wrong tokens a minute from one address, 300 in all. */
export function createAttempts(clock: Clock = systemClock): Attempts {
  let startedMs = clock.monotonic();
  let inAll = 0;
  const byAddress = new Map<string, number>();
  const renew = () => {
    if (clock.monotonic() - startedMs < windowMs) return;
    startedMs = clock.monotonic();
    inAll = 0;
    byAddress.clear();
  };
  return {
    allowed(address) {
      renew();
      return inAll < maxInAll && (byAddress.get(address) ?? 0) < maxPerAddress;
    },
    failed(address) {
      renew();
      inAll++;
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
    },
  };
}
