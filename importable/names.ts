/** A field's name as Terraform writes names: `natGateways` becomes `nat_gateways`. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The name of a construct's class as the name of a module: `NodeGroup` becomes `node-group`. */
export const kebabCase = (name: string) =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
