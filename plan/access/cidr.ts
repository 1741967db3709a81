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
