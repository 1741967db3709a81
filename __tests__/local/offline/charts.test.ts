import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { decideCharts, resolveCharts } from "../../../local/offline/charts";
import { standInFiles } from "../../../local/offline/stand-in-chart";
import { chartVersions } from "../../../modules/versions";

const loki = { name: "loki", repository: "https://loki.example", version: "1.0.0" };
const others = { name: "others", repository: "https://others.example", version: "2.0.0" };
const folder = mkdtempSync(join(tmpdir(), "charts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const resolve = (mirror: string, charts = [loki]) => resolveCharts({ mirror, charts, offlineTimeout: 500 });

describe("a chart", () => {
  it("comes from the user's folder, or else from its repository, or else is replaced by a stand-in", () => {
    const charts = [loki, others, { ...others, name: "third", repository: "https://silent.example" }];
    const from = decideCharts(charts, ({ name }) => name === "loki", new Set([others.repository]));
    expect(from.map((chart) => chart.from)).toEqual(["folder", "repository", "stand-in"]);
  });

  it("is used directly from a folder that contains all charts", async () => {
    writeFileSync(join(folder, "loki-1.0.0.tgz"), "package");
    await expect(resolve(folder)).resolves.toEqual({
      mirror: folder,
      substitutes: [],
      notes: [`Charts loki 1.0.0: from ${folder}.`],
      layOut: expect.any(Function),
    });
  });
});

describe("an invalid chart mirror", () => {
  test.each([
    [join(folder, "absent"), "not a folder", loki],
    [folder, "which holds none of others-2.0.0.tgz", others],
    ["http://127.0.0.1:1", "which does not answer", loki],
  ])("%s is refused in one line", async (given, reason, chart) => {
    await expect(resolve(given, [chart])).rejects.toMatchObject({
      report: expect.stringMatching(
        new RegExp(`^--chart-mirror .*given ${given}, ${reason}[^\\n]*accepted: [^\\n]*$`),
      ),
    });
  });
});

describe("a stand-in", () => {
  it("has the name and the version of the chart, and is described as a stand-in", () => {
    const { chart: name, ...rest } = chartVersions.loki;
    const metadata = parse(standInFiles({ name, ...rest })["Chart.yaml"] ?? "") as Record<string, string>;
    expect(metadata).toMatchObject({ name, version: rest.version });
    expect(metadata["description"]).toContain("Stand-in");
  });

  it("contains the custom resource definitions that other charts need", () => {
    const { chart: name, ...rest } = chartVersions.externalSecrets;
    expect(standInFiles({ name, ...rest })["templates/crds.yaml"]).toContain(
      "externalsecrets.external-secrets.io",
    );
  });
});
