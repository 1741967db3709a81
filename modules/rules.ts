import { z } from "zod";

/**
 * Rules that several modules' schemas share. Each carries the sentence that says what is accepted (`meta.accepted`),
 * which the check of a stage's configuration shows.
 */

declare module "zod" {
  interface GlobalMeta {
    /** What a value must look like, as an error line says it. */
    accepted?: string;
  }
}

const ipv4 = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const cidrPattern = new RegExp(`^${ipv4}(\\.${ipv4}){3}/(3[0-2]|[12]?\\d)$`);

/** A string that matches a pattern; `accepted` says in words what that is. */
export function pattern(regex: RegExp, accepted: string) {
  return z.string().regex(regex).meta({ accepted });
}

/** Number of addresses and first address of an IPv4 CIDR block. */
export function parseCidr(cidr: string): { first: number; size: number; prefix: number } {
  const [address = "", prefix = ""] = cidr.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  return { first: value - (value % size), size, prefix: Number(prefix) };
}

/** Whether two IPv4 CIDR blocks have an address in common. */
export function cidrsOverlap(one: string, other: string): boolean {
  const a = parseCidr(one);
  const b = parseCidr(other);
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

function isNetworkAddress(cidr: string): boolean {
  const [address = ""] = cidr.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return parseCidr(cidr).first === value;
}

/** An IPv4 CIDR block whose prefix lies in a range, written with its network address. */
export function cidr(largest: number, smallest: number) {
  const accepted = `an IPv4 CIDR block from /${largest} to /${smallest}, written with its network address, such as 10.0.0.0/${largest}`;
  return z
    .string()
    .refine(
      (value) =>
        cidrPattern.test(value) &&
        isNetworkAddress(value) &&
        parseCidr(value).prefix >= largest &&
        parseCidr(value).prefix <= smallest,
    )
    .meta({ accepted });
}

/** A whole number within a range; `unit` is part of the error line. */
export function wholeNumber(minimum: number, maximum: number, unit: string) {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .meta({ accepted: `a whole number of ${unit} from ${minimum} to ${maximum}` });
}

/** ARN of an IAM role or user. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const principalArn = pattern(
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
  "the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/Administrator",
);

/** CPU or memory as Kubernetes writes it. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const quantity = pattern(
  /^\d+(\.\d+)?(m|Ki|Mi|Gi|Ti)?$/,
  "a Kubernetes quantity, such as 500m, 2 or 4Gi",
);
