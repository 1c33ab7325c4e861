import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

// Cloud metadata services live here: never a webhook receiver. The IPv6 forms embed 169.254/16 (NAT64 of RFC 6052 and RFC 8215, 6to4 of
// RFC 3056, IPv4-compatible of RFC 4291, IPv4-translated of RFC 2765); the last is where Amazon's service is.
const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addSubnet("::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("64:ff9b:1::a9fe:0", 112, "ipv6");
linkLocal.addSubnet("2002:a9fe::", 32, "ipv6");
linkLocal.addSubnet("::ffff:0:a9fe:0", 112, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/** Where an IP address leads; IPv4 inside IPv6 (`::ffff:127.0.0.1`) counts as IPv4. */
export function placeOf(address: string): "loopback" | "link-local" | "elsewhere" {
  const bare = address.replace(/%.*$/, "");
  const family = isIP(bare) === 6 ? "ipv6" : "ipv4";
  if (linkLocal.check(bare, family)) return "link-local";
  return loopback.check(bare, family) ? "loopback" : "elsewhere";
}
