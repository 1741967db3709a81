import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  S3Backend,
  TerraformResource,
  TerraformElement,
  TerraformOutput,
  TerraformProvider,
  TerraformStack,
  type DataTerraformRemoteStateS3Config,
  type S3BackendConfig,
} from "cdktf";
import { Node, type Construct } from "constructs";
import type { Account, Stage } from "../config";
import type { ModuleClass, ModuleOutputs } from "../modules/module";
import { terraformVersion } from "../modules/versions";
import { emulatedAws, emulatedState } from "./emulator";

/** Prefix of everything that carries a name. */
export const project = "artist";

/** Where a stack stands: its account, and its stage if it belongs to one. */
export interface Place {
  /** Name of the account. */
  readonly accountName: string;
  readonly account: Account;
  /** Region of the stack's resources. */
  readonly region: string;
}

/** The place of a stage's stacks. */
export interface StagePlace extends Place {
  /** Name of the stage. */
  readonly stageName: string;
  readonly stage: Stage;
}

/** Name of the bucket that holds the states of an account. */
export const stateBucketName = ({ id, region }: Account) => `${project}-terraform-state-${id}-${region}`;

/** Alias of the KMS key that encrypts the states of an account. */
export const stateKeyAlias = `alias/${project}-terraform-state`;

/** Where the state of a stack lies. https://developer.hashicorp.com/terraform/language/backend/s3 */
export function stateLocation({ account }: Place, stackId: string) {
  return {
    bucket: stateBucketName(account),
    key: `${stackId}.tfstate`,
    region: account.region,
    ...emulatedState(account),
  } satisfies DataTerraformRemoteStateS3Config;
}

/**
 * A stack of this estate: state in the account's bucket under the stack's id with S3's own lock, one AWS provider that
 * refuses other accounts and tags everything, and resource addresses without hashes.
 */
export class LayerStack extends TerraformStack {
  private readonly addresses = new Map<string, string>();

  constructor(
    scope: Construct,
    readonly stackId: string,
    readonly place: Place,
    tags: Record<string, string>,
  ) {
    super(scope, stackId);
    this.addOverride("terraform.required_version", terraformVersion);
    this.configureBackend();
    new AwsProvider(this, "aws", {
      region: place.region,
      allowedAccountIds: [place.account.id],
      defaultTags: [{ tags: { Project: project, ManagedBy: "terraform", Stack: stackId, ...tags } }],
      ...emulatedAws(place.account),
    });
  }

  /** Declares the outputs of a layer as those of this stack. */
  protected publish(layer: Construct & ModuleOutputs): void {
    (layer.constructor as ModuleClass).contract.publish(this, layer.outputs);
  }

  /** Where the states of other stacks of the same account are read from. */
  protected stateOf(stackId: string): DataTerraformRemoteStateS3Config {
    return stateLocation(this.place, stackId);
  }

  protected configureBackend(): void {
    const config = {
      ...stateLocation(this.place, this.stackId),
      encrypt: true,
      kmsKeyId: stateKeyAlias,
      useLockfile: true, // not in cdktf's type, but emitted
    } satisfies S3BackendConfig & { useLockfile: boolean };
    new S3Backend(this, config);
  }

  /**
   * Addresses without hashes: the constructs' names joined by `_`, such as `aws_subnet.network_private`. `Default` is
   * left out, as everywhere in the constructs' world: it is the one that a module is about, such as `aws_vpc.network`.
   *
   * @throws if two resources of one type would have the same address.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = element instanceof Node ? element : element.node;
    const id = node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((name) => name !== "Default")
      .join("_")
      .replace(/[^A-Za-z0-9_-]/g, "_");
    const address = `${blockType(element)}.${id}`;
    const owner = this.addresses.get(address);
    if (owner !== undefined && owner !== node.path) {
      throw new Error(`${this.stackId}: ${owner} and ${node.path} would both have the address ${address}`);
    }
    this.addresses.set(address, node.path);
    return id;
  }
}

function blockType(element: TerraformElement | Node): string {
  if (element instanceof TerraformResource) {
    return element.terraformResourceType;
  }
  return element instanceof TerraformOutput || element instanceof TerraformProvider
    ? element.constructor.name
    : "element";
}
