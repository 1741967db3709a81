import type { Layer } from "../../modules/layers";

/** What `npm run local` was asked for. */
export interface LocalOptions {
  /** Topmost layer to deploy; the layers that it needs come with it. Default: all. */
  readonly layer?: Layer;
  readonly providerMirror?: string;
  readonly chartMirror?: string;
  /** Context of a cluster of the user's own. */
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Whether the environment stays up afterwards. */
  readonly keep: boolean;
  readonly destroy: boolean;
  readonly status: boolean;
  readonly stop: boolean;
}
