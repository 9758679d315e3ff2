import { readDrops } from "./drops";
import type { Ingest, IngestOptions } from "./messages";
import { type TcpListener, listenTcp } from "./tcp";
import { type UdpListener, listenUdp } from "./udp";

export interface StatsdSockets {
  address: Ingest["address"];
  bufferBytes: number;
  connections(): number;
  /** How often anything was read from any of them. */
  reads(): number;
  /** Asks the kernel what it threw away since it was last asked; `dropped` hears of it. */
  countDrops(): void;
  close(): Promise<void>;
}

export interface StatsdListener {
  packet(packet: Buffer): void;
  lines(text: string): void;
  cutLine(start: string): void;
  dropped(datagrams: number): void;
  warn(message: string): void;
}

const freePortAttempts = 20;

/** UDP and TCP on one port, both or none. */
export async function bindStatsd(at: IngestOptions["statsd"], on: StatsdListener): Promise<StatsdSockets> {
  if (at === null) return noSockets;
  let reads = 0;
  const [tcp, udp] = await bindBoth(at.host, at.port, {
    ...on,
    packet(packet) {
      reads++;
      on.packet(packet);
    },
    lines(text) {
      reads++;
      on.lines(text);
    },
  });
  let seenDrops = 0;
  return {
    address: { host: at.host, port: udp.port },
    bufferBytes: udp.bufferBytes,
    connections: () => tcp.connections(),
    reads: () => reads,
    countDrops() {
      void readDrops(udp.port).then((drops) => {
        if (drops > seenDrops) on.dropped(drops - seenDrops);
        seenDrops = drops;
      });
    },
    async close() {
      await Promise.all([tcp.close(), udp.close()]);
    },
  };
}

async function bindBoth(host: string, port: number, on: StatsdListener): Promise<[TcpListener, UdpListener]> {
  for (let attempt = 1; ; attempt++) {
    const tcp = await listenTcp(host, port, on);
    try {
      return [tcp, await listenUdp(host, tcp.port, on)];
    } catch (error) {
      await tcp.close();
      // A free TCP port may be taken on UDP: another one is as good, unless one was asked for.
      if (port !== 0 || attempt === freePortAttempts) throw error;
    }
  }
}

const noSockets: StatsdSockets = {
  address: null,
  bufferBytes: 0,
  connections: () => 0,
  reads: () => 0,
  countDrops() {},
  async close() {},
};
