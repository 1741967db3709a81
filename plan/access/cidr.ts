import { BlockList, isIP } from "node:net";

/** Whether all addresses of a CIDR block are in another one, IPv4 or IPv6. Undefined if one of them is not a CIDR block. */
export function cidrContains(wide: string, narrow: string): boolean | undefined {
  const [one, other] = [parse(wide), parse(narrow)];
  if (!one || !other) {
    return undefined;
  }
  if (one.family !== other.family || one.prefix > other.prefix) {
    return false;
  }
  const block = new BlockList();
  block.addSubnet(one.address, one.prefix, one.family);
  return block.check(other.address, other.family);
}

function parse(text: string) {
  const [address = "", length] = text.split("/");
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  const family = version === 4 ? ("ipv4" as const) : ("ipv6" as const);
  return version !== 0 && Number.isInteger(prefix) && prefix >= 0 && prefix <= bits
    ? { address, prefix, family }
    : undefined;
}

/** The largest blocks that are networks of somebody: a wider one has addresses of everybody. */
const widest = { ipv4: 8, ipv6: 16 } as const;

/** Whether a CIDR block has addresses of the whole internet: `0.0.0.0/0`, `::/0`, or a part of them as wide as `0.0.0.0/1`. */
export function isInternet(cidr: string): boolean {
  const parsed = parse(cidr);
  return parsed !== undefined && parsed.prefix < widest[parsed.family];
}
