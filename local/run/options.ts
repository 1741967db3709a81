import type { Layer } from "../../modules/layers";

/** Options of `npm run local`. */
export interface LocalOptions {
  /** Layer to deploy, with the layers that it depends on. Default: all. */
  readonly layer?: Layer;
  readonly providerMirror?: string;
  readonly chartMirror?: string;
  /** Context of the user's own cluster. */
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Whether the environment continues to run afterwards. */
  readonly keep: boolean;
  readonly destroy: boolean;
  readonly status: boolean;
  readonly stop: boolean;
}
