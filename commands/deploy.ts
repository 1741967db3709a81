import { runOperation } from "./cdktf";
import { runMain } from "./user-error";

void runMain(() => runOperation("deploy", process.argv.slice(2)));
