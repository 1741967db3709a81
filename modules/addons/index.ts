/** The base class of add-ons and what orders their releases, for consumers as well. See docs/addons.md. */
export { Addon, type AddonConfig, type AddonIdentity } from "./addon";
export {
  installReleases,
  NeedsError,
  release,
  type DeclaredRelease,
  type Installed,
  type ReleaseClass,
} from "./needs";
export { addonContract, addonSchema, addonSchemaOf, identityFields, plainAddonSchemaOf } from "./schema";
