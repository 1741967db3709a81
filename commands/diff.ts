import { runOperation } from "./cdktf";
import { runMain } from "./main";

void runMain(() => runOperation("diff", process.argv.slice(2)));
