import { readFileSync } from "node:fs";
import { writeModules } from "../../importable/package";
import { projectPath } from "../../modules/kit/project-path";
import { call, modules } from "./call";
import { hasClusterProviders } from "./configuration";
import { plansOf } from "./layers";
import { consumer, estateInAws, mixedConfiguration, networkByHand } from "./consumers";

/** Tests of the importable modules in the environment in which all stacks are deployed. */
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
          "NOT COMPARED, because the providers helm and kubernetes are not available: layers/platform\n",
        );
      }
      for (const [layer, { stack, module }] of Object.entries(plansOf(layers))) {
        expect([layer, Object.keys(stack).length > 10]).toEqual([layer, true]);
        expect(module).toEqual(stack);
      }
    });

    it("add a zone to a network of a consumer without replacing a subnet, and remove it", () => {
      const values = {
        name: "consumer",
        cidr: "172.20.0.0/18",
        availabilityZones: ["us-east-1a", "us-east-1b"],
      };
      const configuration = consumer().write("main.tf", call("network", { ...values, natGateways: "none" }));
      configuration.init().apply();
      expect(configuration.plan()).toEqual({});
      const zones = [...values.availabilityZones, "us-east-1c"];
      configuration.write(
        "main.tf",
        call("network", { ...values, availabilityZones: zones, natGateways: "one" }),
      );
      const changes = configuration.plan();
      const destroyed = Object.entries(changes).filter(([, { actions }]) => actions.includes("delete"));
      expect(destroyed).toEqual([]);
      expect(Object.keys(changes)).toContain('module.imported.aws_subnet.network_private["us-east-1c"]');
      configuration.apply();
      expect(configuration.plan()).toEqual({});
      configuration.write("main.tf", call("network", { ...values, natGateways: "one" }));
      configuration.apply();
      expect(configuration.plan()).toEqual({});
      configuration.destroy();
    });

    it("make the part of examples/estate that is in AWS, and destroy it", () => {
      const { text, labels } = estateInAws();
      // An account has one provider of these tokens: that of the deployed bootstrap stack.
      const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
      const roles = 'module "github_roles" {';
      expect(text).toContain(roles);
      const estate = text.replace(roles, `${roles}\n  provider_arn = "${provider}"`);
      const configuration = consumer().write("main.tf", estate);
      const planned = Object.keys(configuration.init().plan());
      expect(labels.filter((label) => !planned.some((one) => one.startsWith(`module.${label}.`)))).toEqual(
        [],
      );
      configuration.apply();
      expect(configuration.plan()).toEqual({});
      configuration.destroy();
    });

    it("work beside resources of the consumer, twice and in for_each, and import existing resources", () => {
      const configuration = consumer().write("main.tf", mixedConfiguration());
      configuration.init().apply();
      expect(configuration.plan()).toEqual({});
      const existing = {
        "module.cluster.aws_eks_cluster.cluster": "consumer",
        "module.database.aws_db_instance.database": "consumer",
        'module.bucket["one"].aws_s3_bucket.bucket': "consumer-one",
      };
      configuration.terraform("state", "rm", ...Object.keys(existing));
      const blocks = Object.entries(existing).map(
        ([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`,
      );
      configuration.write("adopt.tf", blocks.join("\n"));
      // RDS does not return manage_master_user_password: it is set again, in place.
      const changes = Object.entries(configuration.plan()).map(
        ([address, { actions }]) => `${actions.join()} ${address}`,
      );
      expect(changes).toEqual(["update module.database.aws_db_instance.database"]);
      configuration.apply();
      configuration.write("adopt.tf", "");
      expect(configuration.plan()).toEqual({});
      configuration.destroy();
    });

    it("import a network that was created by hand, as in docs/adopting.md", () => {
      const byHand = consumer().write("main.tf", networkByHand).init().apply();
      const { vpc, a, b } = byHand.outputs();
      const page = readFileSync(projectPath("docs", "adopting.md"), "utf8");
      const example = (/```hcl\n([^]*?)```/.exec(page)?.[1] ?? "")
        .replace("./modules/network", `${modules}/network`)
        .replace("vpc-0a1b2c3d", String(vpc))
        .replace("subnet-0a1b2c3d", String(a))
        .replace("subnet-0e5f6a7b", String(b));
      const configuration = consumer().write("main.tf", example).init();
      const changes = Object.entries(configuration.plan());
      const touched = changes.filter(([, { actions }]) => actions.includes("delete"));
      expect(touched).toEqual([]);
      const made = changes
        .filter(([, { actions }]) => actions.includes("create"))
        .map(([address]) => address);
      expect(made).not.toContain("module.network.aws_vpc.network");
      expect(made.filter((address) => address.includes("network_private["))).toEqual([]);
      configuration.apply();
      expect(configuration.plan()).toEqual({});
      configuration.destroy();
      byHand.remove();
    });
  });
}
