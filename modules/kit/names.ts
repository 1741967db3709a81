/** A field's name as Terraform writes names: `natGateways` becomes `nat_gateways`. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
