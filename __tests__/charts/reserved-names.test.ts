import { readFileSync } from "node:fs";
import { bare } from "../../importable/schema";
import { projectPath } from "../../modules/kit/project-path";
import { applicationOptions } from "../../modules/app/schema";
import { appValues, render } from "./rendering";

const { validations } = bare(applicationOptions.shape.workers);
const reserved = validations
  .flatMap(({ rule }) => (rule.kind === "keys" ? (rule.reserved ?? []) : []))
  .sort();

it("the names that a worker may not have are those of the other workloads of the chart", () => {
  const workloads = render("artist", { ...appValues, workers: {} }).filter(({ kind }) =>
    ["Deployment", "CronJob", "Job"].includes(kind as string),
  );
  expect(workloads.map(({ metadata }) => String(metadata.name)).sort()).toEqual(reserved);
});

it("the schema of the chart's values refuses the same names", () => {
  const schema = JSON.parse(readFileSync(projectPath("charts/artist/values.schema.json"), "utf8"));
  expect([...schema.properties.workers.propertyNames.not.enum].sort()).toEqual(reserved);
});
