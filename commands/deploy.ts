import { runOperation } from "./cdktf";
import { runMain } from "./main";

void runMain(() => runOperation("deploy", process.argv.slice(2)));
