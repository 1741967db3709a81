import { readFileSync } from "node:fs";
import { writeModules } from "../../importable/package";
import { projectPath } from "../../modules/kit/project-path";
import { call, modules } from "./call";
import { hasClusterProviders } from "./estate";
import { plansOf } from "./layers";
import { mixedEstate, networkByHand, stranger } from "./strangers";

/** Tests of the importable modules against the environment that the whole estate is deployed in. */
export function importTests(): void {
  describe("the modules, imported by plain Terraform", () => {
    beforeAll(() => {
      writeModules(modules);
    });

    it("plan what the stacks plan, attribute by attribute", () => {
      const layers = [
        "bootstrap",
        "network",
        "data",
        "cluster",
        ...(hasClusterProviders() ? ["platform"] : []),
      ];
      if (!layers.includes("platform")) {
        process.stderr.write(
          "NOT COMPARED, for the providers helm and kubernetes cannot be had here: layers/platform\n",
        );
      }
      for (const [layer, { stack, module }] of Object.entries(plansOf(layers))) {
        expect([layer, Object.keys(stack).length > 10]).toEqual([layer, true]);
        expect(module).toEqual(stack);
      }
    });

    it("give a stranger a network that grows by a zone without moving a subnet", () => {
      const values = {
        name: "stranger",
        cidr: "172.20.0.0/18",
        availabilityZones: ["us-east-1a", "us-east-1b"],
      };
      const estate = stranger().write("main.tf", call("network", { ...values, natGateways: "none" }));
      estate.init().apply();
      expect(estate.plan()).toEqual({});
      const zones = [...values.availabilityZones, "us-east-1c"];
      estate.write("main.tf", call("network", { ...values, availabilityZones: zones, natGateways: "one" }));
      const changes = estate.plan();
      const destroyed = Object.entries(changes).filter(([, { actions }]) => actions.includes("delete"));
      expect(destroyed).toEqual([]);
      expect(Object.keys(changes)).toContain('module.imported.aws_subnet.network_private["us-east-1c"]');
      estate.apply();
      expect(estate.plan()).toEqual({});
      estate.destroy();
    });

    it("mix with what an estate has of its own, twice and in for_each, and adopt what was there", () => {
      const estate = stranger().write("main.tf", mixedEstate());
      estate.init().apply();
      expect(estate.plan()).toEqual({});
      const there = {
        "module.cluster.aws_eks_cluster.cluster": "stranger",
        "module.database.aws_db_instance.database": "stranger",
        'module.bucket["one"].aws_s3_bucket.bucket': "stranger-one",
      };
      estate.terraform("state", "rm", ...Object.keys(there));
      const blocks = Object.entries(there).map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
      estate.write("adopt.tf", blocks.join("\n"));
      // RDS does not tell who keeps the master password: it is told once more, in place.
      const changes = Object.entries(estate.plan()).map(
        ([address, { actions }]) => `${actions.join()} ${address}`,
      );
      expect(changes).toEqual(["update module.database.aws_db_instance.database"]);
      estate.apply();
      estate.write("adopt.tf", "");
      expect(estate.plan()).toEqual({});
      estate.destroy();
    });

    it("adopt a network that was made by hand, as docs/adopting.md says", () => {
      const byHand = stranger().write("main.tf", networkByHand).init().apply();
      const { vpc, a, b } = byHand.outputs();
      const page = readFileSync(projectPath("docs", "adopting.md"), "utf8");
      const example = (/```hcl\n([^]*?)```/.exec(page)?.[1] ?? "")
        .replace("./modules/network", `${modules}/network`)
        .replace("vpc-0a1b2c3d", String(vpc))
        .replace("subnet-0a1b2c3d", String(a))
        .replace("subnet-0e5f6a7b", String(b));
      const estate = stranger().write("main.tf", example).init();
      const changes = Object.entries(estate.plan());
      const touched = changes.filter(([, { actions }]) => actions.includes("delete"));
      expect(touched).toEqual([]);
      const made = changes
        .filter(([, { actions }]) => actions.includes("create"))
        .map(([address]) => address);
      expect(made).not.toContain("module.network.aws_vpc.network");
      expect(made.filter((address) => address.includes("network_private["))).toEqual([]);
      estate.apply();
      expect(estate.plan()).toEqual({});
      estate.destroy();
      byHand.remove();
    });
  });
}
