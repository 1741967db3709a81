/** What an add-on is made with, also one of another estate. See docs/addons.md. */
export { Addon, type AddonConfig, type AddonIdentity } from "./addon";
export {
  installReleases,
  NeedsError,
  release,
  type DeclaredRelease,
  type Installed,
  type ReleaseClass,
} from "./needs";
export { addonContract, addonSchema, addonSchemaOf, plainAddonSchemaOf } from "./schema";
