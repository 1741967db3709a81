/** Resources of a container. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/**
 * Requests and limits of a container, as Kubernetes quantities (`25m`, `128Mi`). There is no CPU limit: a limit throttles
 * the container also where the node has CPU to spare.
 *
 * @param memoryLimit default: the memory that is requested
 */
export const containerResources = (
  cpu: string,
  memory: string,
  memoryLimit = memory,
): ContainerResources => ({ requests: { cpu, memory }, limits: { memory: memoryLimit } });
