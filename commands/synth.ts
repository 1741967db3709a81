import { synthesize } from "../terraform/stacks";
import { runMain } from "./main";

void runMain(async () => {
  const stacks = synthesize();
  console.log(`${stacks.length} stacks in cdktf.out/stacks`);
  return 0;
});
