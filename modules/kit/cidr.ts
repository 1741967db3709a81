const ipv4 = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const cidrPattern = new RegExp(`^${ipv4}(\\.${ipv4}){3}/(3[0-2]|[12]?\\d)$`);

/** An IPv4 CIDR block: its first address as a number, its number of addresses, its prefix length. */
export interface CidrBlock {
  readonly first: number;
  readonly size: number;
  readonly prefix: number;
}

function addressNumber(cidr: string): number {
  const [address = ""] = cidr.split("/");
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Parses an IPv4 CIDR block; undefined if the text is not one. */
export function parseCidr(cidr: string): CidrBlock | undefined {
  if (!cidrPattern.test(cidr)) {
    return undefined;
  }
  const prefix = Number(cidr.split("/")[1]);
  const size = 2 ** (32 - prefix);
  const address = addressNumber(cidr);
  return { first: address - (address % size), size, prefix };
}

/** Whether the address of a CIDR block is its network address. */
export function isNetworkAddress(cidr: string): boolean {
  return parseCidr(cidr)?.first === addressNumber(cidr);
}

/** Whether two IPv4 CIDR blocks have an address in common. */
export function cidrsOverlap(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a !== undefined && b !== undefined && a.first < b.first + b.size && b.first < a.first + a.size;
}
