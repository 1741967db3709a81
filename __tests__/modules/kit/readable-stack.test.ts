import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { synthesizeStack } from "../../support/modules";

describe("the addresses of a stack", () => {
  it("are refused if two resources of one type have the same address", () => {
    const collision = () =>
      synthesizeStack((stack) => {
        new Vpc(new Construct(stack, "a"), "b_c", { cidrBlock: "10.0.0.0/16" });
        new Vpc(new Construct(stack, "a_b"), "c", { cidrBlock: "10.1.0.0/16" });
      });
    expect(collision).toThrow(
      "module: module/a/b_c and module/a_b/c would both have the address aws_vpc.a_b_c",
    );
  });

  it("may have the same name if the types differ", () => {
    const stack = synthesizeStack((scope) => {
      new Vpc(new Construct(scope, "a"), "b_c", { cidrBlock: "10.0.0.0/16" });
      new SecurityGroup(new Construct(scope, "a_b"), "c", {});
    });
    expect(stack.addresses().sort()).toEqual(["aws_security_group.a_b_c", "aws_vpc.a_b_c"]);
  });
});
