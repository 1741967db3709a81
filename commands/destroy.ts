import { runOperation } from "./cdktf";
import { runMain } from "./user-error";

void runMain(() => runOperation("destroy", process.argv.slice(2)));
