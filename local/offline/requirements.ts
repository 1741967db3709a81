/** A chart that the stacks install. */
export interface ChartRequirement {
  /** Chart name. */
  readonly name: string;
  /** Helm repository (`https://…`) or OCI registry (`oci://…`). */
  readonly repository: string;
  /** Exact version. */
  readonly version: string;
}

/** A provider that the stacks need. */
export interface ProviderRequirement {
  /** Source address, such as `hashicorp/aws`. */
  readonly source: string;
  /** Exact version. */
  readonly version: string;
}
