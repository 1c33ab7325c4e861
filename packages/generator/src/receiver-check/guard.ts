import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { UsageError } from "../load/problems.js";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

// Cloud metadata services live at link-local addresses: no webhook receiver does (RFC 3927, RFC 4291). The last two forms embed
// 169.254/16 in IPv6 (NAT64 of RFC 6052, 6to4 of RFC 3056).
const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("64:ff9b:1::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("2002:a9fe::", 32, "ipv6");
linkLocal.addSubnet("::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("::ffff:0:a9fe:0", 112, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/** Where the check may connect to. */
export interface Guard {
  /** Checks a URL given by the user, before any look-up. Throws UsageError. */
  readonly checkUrl: (text: string, option: string) => URL;
  /** A DNS look-up whose answers are all checked. Sockets never call it for IP literals: `checkUrl` has seen those. */
  readonly lookup: LookupFunction;
}

/** Only this machine, and the hosts that were allowed by name; `resolve` is the system's look-up unless a test brings its own. */
export function createGuard(allowHosts: readonly string[], resolve = systemLookup): Guard {
  const allowed = new Set(allowHosts.map(bare));

  const refusal = (host: string, address: string): UsageError | undefined => {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (linkLocal.check(address, family)) {
      return new UsageError(
        `${host} is the link-local address ${address}: nothing is sent there, allowed or not. Give another host.`,
      );
    }
    return loopback.check(address, family) || allowed.has(host) ? undefined : notAllowed(host, address);
  };

  return {
    checkUrl(text, option) {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
        throw new UsageError(
          `${option} is ${JSON.stringify(text)}; it takes an absolute http or https URL, such as http://127.0.0.1:3000/hooks.`,
        );
      }
      const host = bare(url.hostname);
      const local = host === "localhost" || host.endsWith(".localhost");
      const refused =
        isIP(host) > 0
          ? refusal(host, host)
          : local || allowed.has(host)
            ? undefined
            : notAllowed(host, host);
      if (refused !== undefined) throw refused;
      return url;
    },
    lookup(host, options, callback) {
      resolve(host, { ...options, all: true }, (error, answers) => {
        if (error !== null) return callback(error, "", 0);
        const refused = answers.map(({ address }) => refusal(bare(host), address)).find((one) => one);
        const [first] = answers;
        if (refused !== undefined) return callback(refused, "", 0);
        if (options.all === true) return callback(null, answers as LookupAddress[]);
        return callback(null, first?.address ?? "", first?.family ?? 0);
      });
    },
  };
}

/** Lower case, without the brackets of IPv6 and the root's dot. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function notAllowed(host: string, address: string): UsageError {
  return new UsageError(
    `${host}${address === host ? "" : ` (${address})`} is not this machine, and the check sends hostile requests. If the receiver there is yours, add --allow-host ${host}.`,
  );
}
