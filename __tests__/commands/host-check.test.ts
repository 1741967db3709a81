import { checkHost, type Internet } from "../../commands/host-check";

const route53 = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"];

/** Checks api.staging.example.com on an internet of this test; resolves to what was reported. */
async function check(
  nameServers: Readonly<Record<string, string[]>>,
  answers: readonly (number | string)[],
  signal = new AbortController().signal,
): Promise<string[]> {
  const lines: string[] = [];
  let calls = 0;
  const seen: Internet = {
    nameServers: (domain) => Promise.resolve(nameServers[domain] ?? []),
    status: () => {
      const answer = answers[Math.min(calls++, answers.length - 1)] ?? "";
      return typeof answer === "number" ? Promise.resolve(answer) : Promise.reject(new Error(answer));
    },
  };
  const host = { host: "api.staging.example.com", domain: "staging.example.com" };
  const times = { limitSeconds: 0.2, intervalSeconds: 0.01 };
  await checkHost(host, (line) => lines.push(line), signal, seen, times);
  return lines;
}

describe("the check of a host after a deployment", () => {
  it.each([
    ["is not in public DNS", {}],
    ["is delegated to others", { "staging.example.com": ["ns.example.net"] }],
    ["has a parent with other name servers", { "example.com": ["ns.example.net"] }],
  ])("is skipped by name if the domain %s", async (_, nameServers) => {
    expect(await check(nameServers, ["must not be called"])).toEqual([
      "https://api.staging.example.com/ is not checked: public DNS does not delegate staging.example.com to Route 53.",
    ]);
  });

  it.each([
    ["the domain", { "staging.example.com": route53 }],
    ["a parent of it", { "example.com": route53 }],
  ])("waits for an answer if %s is delegated to Route 53", async (_, nameServers) => {
    const answers = ["getaddrinfo ENOTFOUND api.staging.example.com", "certificate has expired", 503, 404];
    expect((await check(nameServers, answers)).at(-1)).toBe(
      "https://api.staging.example.com/ answers: HTTP status 404.",
    );
  });

  it.each([
    [503, "HTTP status 503"],
    ["self-signed certificate", "self-signed certificate"],
  ])("fails if the host only gives %j", async (answer, reason) => {
    await expect(check({ "example.com": route53 }, [answer])).rejects.toThrow(
      `https://api.staging.example.com/ does not answer after 0.2 s: ${reason}`,
    );
  });

  it("ends at an interrupt", async () => {
    const controller = new AbortController();
    controller.abort(new Error("Interrupted."));
    await expect(check({ "example.com": route53 }, [503], controller.signal)).rejects.toThrow("Interrupted.");
  });
});
