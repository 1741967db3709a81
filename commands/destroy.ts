import { runOperation } from "./cdktf";
import { runMain } from "./main";

void runMain(() => runOperation("destroy", process.argv.slice(2)));
