export interface Snippet {
  language: string;
  /** One line for a shell. */
  command: string;
}

/** Commands that each send one increment of `shop.orders` to the address, in the languages of the tabs. */
export function writeSnippets(address: { host: string; port: number }): Snippet[] {
  const { port } = address;
  const host = reachHost(address.host);
  const line = "shop.orders:1|c";
  const isV6 = host.includes(":");
  const pair = isV6 ? `[${host}]:${port}` : `${host}:${port}`;
  const family = isV6 ? ["udp6", "AF_INET6"] : ["udp4", "AF_INET"];
  return [
    { language: "Shell", command: `echo "${line}" | nc -u -w1 ${host} ${port}` },
    {
      language: "Node.js",
      command: `node -e 'const s = require("dgram").createSocket("${family[0]}"); s.send("${line}", ${port}, "${host}", () => s.close())'`,
    },
    {
      language: "Python",
      command: `python3 -c 'import socket as s; s.socket(s.${family[1]}, s.SOCK_DGRAM).sendto(b"${line}", ("${host}", ${port}))'`,
    },
    {
      language: "Go",
      command: `echo 'package main; import "net"; func main() { c, _ := net.Dial("udp", "${pair}"); c.Write([]byte("${line}")) }' > orders.go && go run orders.go`,
    },
    {
      language: "PHP",
      command: `php -r 'fwrite(fsockopen("udp://${isV6 ? `[${host}]` : host}", ${port}), "${line}");'`,
    },
  ];
}

/** An address that listens everywhere is reached from this computer by loopback. */
function reachHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
