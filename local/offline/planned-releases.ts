import { isBlock, type Block, type ResourceChange } from "../../plan/plan-json";

/** Address of the `terraform_data` that creates or changes what it takes the place of; the other one only destroys it. */
const substitute =
  /^terraform_data\.((helm_release|kubernetes_namespace(?:_v1)?)_(\w+?))(_installation)?(\[.*\])?$/;

/** Address of what takes the place of a release or namespace if its provider is not available. */
export const substituteOf = (address: string) => `terraform_data.${address.replace(".", "_")}`;

/** The changes of a plan with the releases and namespaces in the place of their substitutes: as with the providers. */
export function releasesOf(changes: readonly ResourceChange[]): ResourceChange[] {
  return changes.flatMap((change) => {
    const [, , type = "", name, installation, index = ""] = substitute.exec(change.address) ?? [];
    if (name === undefined) {
      return [change];
    }
    if (installation) {
      return [];
    }
    const input = (side: Block | undefined) => side && ((side["triggers_replace"] ?? {}) as Block);
    const unknown = change.afterUnknown["triggers_replace"];
    return [
      {
        address: `${type}.${name}${index}`,
        type,
        actions: change.before && change.after ? ["update"] : change.actions,
        before: input(change.before),
        after: input(change.after),
        afterUnknown: isBlock(unknown) ? unknown : unknown === true ? { values: true } : {},
      },
    ];
  });
}
