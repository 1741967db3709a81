export { snakeCase } from "../modules/kit/names";

/** The name of a construct's class as the name of a module: `NodeGroup` becomes `node-group`. */
export const kebabCase = (name: string) =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
