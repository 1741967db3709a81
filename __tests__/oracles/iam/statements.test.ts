import { withOneMoreStage } from "../../support/prepared";
import { documentsOf } from "./inventory";
import { refusalsOf } from "./statements";

const { stacks } = withOneMoreStage();

describe("every policy document", () => {
  const documents = Object.keys(stacks).flatMap((stack) =>
    documentsOf(stacks, stack).map(({ name, policy }) => [`${stack}: ${name}`, policy] as const),
  );

  it.each(documents)("%s has actions, resources and condition keys that AWS knows", async (title, policy) => {
    expect((await refusalsOf(policy)).map((refusal) => `${title}: ${refusal}`)).toEqual([]);
  });
});
