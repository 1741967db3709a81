import { runOperation } from "./cdktf";
import { runMain } from "./user-error";

void runMain(() => runOperation("diff", process.argv.slice(2)));
