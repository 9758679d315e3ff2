import type { Answer } from "./facts";

/** What stands between a reader and Statboard, as far as it names itself. */
export type Proxy = "nginx" | "Apache" | "Caddy" | "Traefik" | "Cloudflare" | "Envoy" | "Varnish" | "HAProxy";

/** What a proxy does to a stream, or fails to pass on. */
export type Fault =
  | "buffered"
  | "compressed"
  | "cut"
  | "changed"
  | "address"
  | "host"
  | "http1"
  | "connections"
  | "away"
  | "slow";

const marks: readonly [Proxy, RegExp][] = [
  ["Cloudflare", /cloudflare/i],
  ["nginx", /nginx|openresty/i],
  ["Apache", /apache/i],
  ["Caddy", /caddy/i],
  ["Traefik", /traefik/i],
  ["Envoy", /envoy/i],
  ["Varnish", /varnish/i],
  ["HAProxy", /haproxy/i],
];

/** By `server`, `via` and headers of their own, nearest to the reader first. Statboard itself sends none of these. */
export function nameProxies({ headers }: Answer): Proxy[] {
  const said = [
    "cf-ray" in headers ? "cloudflare" : "",
    headers["server"] ?? "",
    headers["via"]?.split(",").toReversed().join(",") ?? "",
    "x-varnish" in headers ? "varnish" : "",
    "x-envoy-upstream-service-time" in headers ? "envoy" : "",
  ].join(" ");
  return marks
    .map(([proxy, mark]) => ({ proxy, at: said.search(mark) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ proxy }) => proxy);
}

export interface Remedy {
  /** The proxy, or whose settings to change. */
  where: string;
  /** Where in its settings, in words. */
  place: string;
  /** The line itself, to copy. */
  line: string;
}

/** The line to change in each proxy that is known to be on the way; where none names itself, in the five usual ones. */
export function findRemedies(fault: Fault, proxies: readonly Proxy[]): Remedy[] {
  const known = proxies.filter((proxy) => remedies[proxy]?.[fault]);
  const usual: Proxy[] = ["nginx", "Apache", "Caddy", "Traefik", "Cloudflare"];
  return (proxies.length > 0 ? known : usual).flatMap((proxy) => {
    const found = remedies[proxy]?.[fault];
    return found ? [{ where: proxy, place: found[0], line: found[1] }] : [];
  });
}

type Lines = Partial<Record<Fault, [place: string, line: string]>>;

const remedies: Partial<Record<Proxy, Lines>> = {
  nginx: {
    buffered: [
      "in the location of Statboard; remove `proxy_ignore_headers X-Accel-Buffering` there",
      "proxy_buffering off;",
    ],
    compressed: ["in the location of Statboard", "gzip off;"],
    cut: ["in the location of Statboard", "proxy_read_timeout 75s;"],
    changed: [
      "in the location of Statboard; remove `proxy_hide_header` and `add_header` of Cache-Control",
      "expires off;",
    ],
    address: ["in the location of Statboard", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"],
    host: ["in the location of Statboard", "proxy_set_header Host $http_host;"],
    http1: ["in the server; from nginx 1.25 on `http2 on;`", "listen 443 ssl http2;"],
    connections: ["raise or remove the limit in the location of Statboard", "limit_conn <zone> 64;"],
    away: ["compare the address with STATBOARD_LISTEN", "proxy_pass http://127.0.0.1:3000;"],
    slow: ["in the location of Statboard", "proxy_read_timeout 75s;"],
  },
  Apache: {
    buffered: ["in the virtual host", 'ProxyPass "/" "http://127.0.0.1:3000/" flushpackets=on'],
    compressed: ["in the virtual host", 'SetEnvIf Request_URI "stream|self-test" no-gzip=1'],
    cut: ["in the virtual host", "ProxyTimeout 75"],
    changed: ["in the virtual host; remove `Header set Cache-Control`", "ExpiresActive Off"],
    address: ["in the virtual host", "ProxyAddHeaders On"],
    host: ["in the virtual host", "ProxyPreserveHost On"],
    http1: ["in the virtual host, with mod_http2 and mpm_event", "Protocols h2 http/1.1"],
    connections: ["in mpm_event.conf", "MaxRequestWorkers 400"],
    away: ["compare the address with STATBOARD_LISTEN", 'ProxyPass "/" "http://127.0.0.1:3000/"'],
    slow: ["in the virtual host", "ProxyTimeout 75"],
  },
  Caddy: {
    buffered: ["in the block of reverse_proxy", "flush_interval -1"],
    compressed: [
      "instead of a bare `encode`",
      "encode @pages gzip    # @pages not path /api/* /realtime-analytics",
    ],
    cut: ["in `transport http` of reverse_proxy", "read_timeout 75s"],
    changed: ["remove the line that sets it", "header Cache-Control …"],
    address: ["remove this line from the block of reverse_proxy", "header_up -X-Forwarded-For"],
    host: ["in the block of reverse_proxy", "header_up Host {http.request.host}"],
    http1: ["in the global options", "servers { protocols h1 h2 h3 }"],
    away: ["compare the address with STATBOARD_LISTEN", "reverse_proxy 127.0.0.1:3000"],
    slow: ["in `transport http` of reverse_proxy", "response_header_timeout 0"],
  },
  Traefik: {
    buffered: [
      "remove the middleware `buffering` from the router; on the service",
      "loadBalancer.responseForwarding.flushInterval: 1ms",
    ],
    compressed: ["on the middleware `compress`", "excludedContentTypes: [text/event-stream]"],
    cut: ["on the entry point", "transport.respondingTimeouts.writeTimeout: 0"],
    address: [
      "on the entry point, when another proxy stands in front",
      "forwardedHeaders.trustedIPs: [<its address>]",
    ],
    host: ["on the service", "loadBalancer.passHostHeader: true"],
    connections: ["on the middleware `inFlightReq`", "amount: 64"],
    away: [
      "compare the address with STATBOARD_LISTEN",
      "loadBalancer.servers: [{ url: http://127.0.0.1:3000 }]",
    ],
    slow: ["on the serversTransport", "forwardingTimeouts.responseHeaderTimeout: 0"],
  },
  Cloudflare: {
    buffered: [
      "Rules → Configuration Rules, for this host; with a tunnel, only text/event-stream passes unbuffered",
      "Response Body Buffering: None",
    ],
    compressed: ["Rules → Compression Rules, for content type text/event-stream", "Compression: Off"],
    cut: [
      "it waits 100 s and more, so that another proxy behind it is likelier; else in DNS",
      "Proxy status: DNS only",
    ],
    changed: ["Caching → Cache Rules, for this host", "Cache eligibility: Bypass cache"],
    away: ["the origin's address in DNS, and its firewall", "A <host> <the origin's address>"],
    slow: ["the origin, or a proxy before it, does not answer in 100 s; in DNS", "Proxy status: DNS only"],
  },
};
