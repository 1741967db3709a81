import {
  runSimulation,
  runUnsafeSimulation,
  type SimulationRequestPrincipal,
} from "@cloud-copilot/iam-simulate";
import { accepts, actionsOf, supports } from "./actions";
import type { NamedPolicy } from "./inventory";
import type { Policy } from "./policy";

/** A request to AWS. */
export interface Request {
  readonly action: string;
  /** ARN, or `*` for an action without resources. */
  readonly resource: string;
  /** Condition keys that the request has. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Who sends a request, and which policies count. */
export interface Caller {
  readonly principal: SimulationRequestPrincipal;
  readonly policies?: readonly NamedPolicy[];
  /** The permissions boundary of the role. */
  readonly boundary?: NamedPolicy | undefined;
  /** The policy of the resource: of a bucket, of a key, or the trust policy of a role. */
  readonly resourcePolicy?: Policy | undefined;
  /** Account of the resource. */
  readonly account: string;
}

const allowAll = [
  {
    orgIdentifier: "root",
    policies: [
      {
        name: "FullAWSAccess",
        policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
    ],
  },
];

/** A request in one line. */
export const describeRequest = ({ action, resource, context = {} }: Request): string =>
  [action, resource, ...Object.entries(context).map(([key, value]) => `${key}=${value}`)].join(" ");

/** The condition key `aws:PrincipalArn` of a role or user. That of a session is its role. */
const principalArn = (principal: SimulationRequestPrincipal): Record<string, string> =>
  typeof principal === "string" && principal.startsWith("arn:")
    ? { "aws:PrincipalArn": principal.replace(/:sts:(.*):assumed-role\/(.*)\/[^/]*$/, ":iam:$1:role/$2") }
    : {};

/**
 * Condition keys that the simulator ignores, because iam-data does not have them or they have a variable after a colon, and
 * the unused string keys by which they are evaluated.
 */
const evaluatedAs: Readonly<Record<string, string>> = {
  "token.actions.githubusercontent.com:aud": "accounts.google.com:aud",
  "token.actions.githubusercontent.com:sub": "accounts.google.com:sub",
  "kms:EncryptionContext:SecretARN": "kms:RequestAlias",
};

/** A policy, or the keys of a request, with the keys that the simulator knows. */
const knownKeys = <T>(value: T): T =>
  JSON.parse(
    Object.entries(evaluatedAs).reduce(
      (text, [key, known]) => text.replaceAll(`"${key}":`, `"${known}":`),
      JSON.stringify(value),
    ),
  ) as T;

/** Fails if AWS has no such request: a wrong table would prove nothing. */
async function validate(request: Request): Promise<void> {
  const [action, ...others] = await actionsOf(request.action);
  const text = describeRequest(request);
  if (action === undefined || others.length > 0) {
    throw new Error(`not one action: ${text}`);
  }
  const hasResource = action.resourceTypes.length > 0;
  if (hasResource === (request.resource === "*") || !accepts(action, request.resource)) {
    throw new Error(`the action does not accept the resource: ${text}`);
  }
  for (const key of Object.keys(request.context ?? {})) {
    if (!supports(action, [request.resource], key)) {
      throw new Error(`a request of the action does not have the key ${key}: ${text}`);
    }
  }
}

/** Whether IAM allows a request. SCPs allow everything; there is no session policy. */
export async function isAllowed(
  { principal, policies = [], boundary, resourcePolicy, account }: Caller,
  request: Request,
): Promise<boolean> {
  await validate(request);
  const simulation = {
    request: {
      principal,
      action: request.action,
      resource: { resource: request.resource, accountId: account },
      contextVariables: {
        "aws:SecureTransport": "true",
        ...principalArn(principal),
        ...knownKeys(request.context ?? {}),
      },
    },
    identityPolicies: knownKeys([...policies]),
    // Service control policies are of an account: a caller without one has none.
    serviceControlPolicies: typeof principal === "string" ? allowAll : [],
    resourceControlPolicies: [],
    resourcePolicy: resourcePolicy && knownKeys(resourcePolicy),
    ...(boundary && { permissionBoundaryPolicies: knownKeys([boundary]) }),
  };
  // Without the simulator's own validation: it takes longer, and knows only Classic Load Balancers for some actions.
  if (resourcePolicy === undefined) {
    return runUnsafeSimulation(simulation, {}) === "Allowed";
  }
  const result = await runSimulation(simulation, {});
  if (result.resultType !== "single") {
    throw new Error(`${describeRequest(request)}: ${JSON.stringify(result)}`);
  }
  return result.overallResult === "Allowed";
}
