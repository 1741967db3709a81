import { differences, engines, synthesizedBy } from "./engines";
import { runMain } from "./main";

/** Synthesizes everything with cdktf and with its fork, and compares. Exit code 1 where anything differs. */
void runMain(async () => {
  const [own, fork] = engines;
  const report = (line: string) => console.error(`  ${line}`);
  console.error(`Synthesizing with ${own.name} and ${fork.name}; the first time ${fork.name} is installed …`);
  const [one, other] = [await synthesizedBy(own, report), await synthesizedBy(fork, report)];
  const found = differences(one, other);
  found.forEach((line) => console.log(line));
  const counts = Object.entries(one).map(
    ([kind, files]) => `${Object.keys(files as object).length} files of ${kind}`,
  );
  console.log(`${found.length} differences between ${own.name} and ${fork.name} in ${counts.join(" and ")}`);
  return found.length === 0 ? 0 : 1;
});
