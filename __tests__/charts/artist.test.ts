import { createHash } from "node:crypto";
import type { Block } from "../support/terraform-json";
import { appValues, baseValues, helm, objectOf, podTemplates, render } from "./rendering";

let base: Block[];
let app: Block[];
beforeAll(() => {
  base = render("artist-base", baseValues);
  app = render("artist", appValues);
});

/** Violations of the Pod Security Standard "restricted", and of a read-only root file system. */
function violations({ spec }: Block): string[] {
  const pod = spec.securityContext ?? {};
  const found = [
    pod.runAsNonRoot !== true && "runAsNonRoot",
    !(pod.runAsUser > 0) && "runAsUser",
    pod.seccompProfile?.type !== "RuntimeDefault" && "seccompProfile",
    spec.automountServiceAccountToken !== false && "automountServiceAccountToken",
    (spec.hostNetwork || spec.hostPID || spec.hostIPC) && "host namespaces",
    spec.volumes.some((volume: Block) => "hostPath" in volume) && "hostPath",
    ...[...spec.containers, ...(spec.initContainers ?? [])].flatMap((container: Block) => {
      const context = container.securityContext ?? {};
      return [
        context.allowPrivilegeEscalation !== false && "allowPrivilegeEscalation",
        context.readOnlyRootFilesystem !== true && "readOnlyRootFilesystem",
        JSON.stringify(context.capabilities) !== '{"drop":["ALL"]}' && "capabilities",
        !container.resources?.limits?.memory && "memory limit",
        !container.resources?.requests?.cpu && "cpu request",
      ];
    }),
  ];
  return found.filter((violation): violation is string => violation !== false);
}

/** The namespace of an object, after its name. */
const place = ({ namespace }: { namespace?: string }) => ` in ${namespace ?? "artist"}`;

describe("the charts of the application", () => {
  it.each(["artist-base", "artist"])("pass helm lint --strict: %s", (chart) => {
    const { status, stdout } = helm("lint", chart, chart === "artist" ? appValues : baseValues);
    expect([status, stdout]).toEqual([0, expect.any(String)]);
  });

  it("pass the Pod Security Standard restricted with every pod", () => {
    const templates = podTemplates([...base, ...app]);
    expect(templates.map(({ owner }) => owner).sort()).toEqual([
      "CronJob spotify-charts",
      "Deployment api",
      "Deployment batch-runner",
      "Job database-roles",
      "Job migration",
    ]);
    for (const { owner, template } of templates) {
      expect([owner, violations(template)]).toEqual([owner, []]);
    }
  });

  it("select the intended pods", () => {
    const templates = podTemplates(app);
    const matches = (labels: Record<string, string>) =>
      templates
        .filter(({ template }) =>
          Object.entries(labels).every(([key, value]) => template.metadata.labels[key] === value),
        )
        .map(({ owner }) => owner);
    expect(matches(objectOf(app, "Service", "api").spec.selector)).toEqual(["Deployment api"]);
    expect(matches(objectOf(app, "PodDisruptionBudget", "api").spec.selector.matchLabels)).toEqual([
      "Deployment api",
    ]);
    for (const name of ["api", "batch-runner"]) {
      const { selector } = objectOf(app, "Deployment", name).spec;
      expect(matches(selector.matchLabels)).toEqual([`Deployment ${name}`]);
    }
  });

  it("use only service accounts, Secrets and ConfigMaps of artist-base", () => {
    const made = new Set(
      base.map(({ kind, metadata, spec }) =>
        kind === "ExternalSecret"
          ? `Secret ${spec.target.name}${place(metadata)}`
          : `${kind} ${metadata.name}${place(metadata)}`,
      ),
    );
    const used = [...base, ...app].flatMap((object) =>
      podTemplates([object]).flatMap(({ template: { spec } }) =>
        [
          `ServiceAccount ${spec.serviceAccountName}`,
          ...spec.volumes.flatMap((volume: Block) => [
            ...(volume.configMap ? [`ConfigMap ${volume.configMap.name}`] : []),
            ...(volume.secret ? [`Secret ${volume.secret.secretName}`] : []),
          ]),
          ...spec.containers.flatMap(({ env = [] }: Block) =>
            env.flatMap(({ valueFrom }: Block) =>
              valueFrom ? [`Secret ${valueFrom.secretKeyRef.name}`] : [],
            ),
          ),
        ].map((reference) => `${reference}${place(object.metadata)}`),
      ),
    );
    expect([...new Set(used)].filter((reference) => !made.has(reference))).toEqual([]);
    expect(used).toContain("Secret openai-api-key in artist");
    expect(used).toContain("Secret database-roles in artist-database-roles");
  });

  it("give the secret of the master user to the roles Job only", () => {
    const withMaster = podTemplates([...base, ...app]).filter(({ template }) =>
      JSON.stringify(template.spec).includes("master-password"),
    );
    expect(withMaster.map(({ owner }) => owner)).toEqual(["Job database-roles"]);
    const url = (secret: string) =>
      objectOf(base, "ExternalSecret", secret).spec.target.template.data.DATABASE_URL;
    for (const role of ["app", "migrator"]) {
      const { data } = objectOf(base, "ExternalSecret", `database-${role}`).spec;
      expect(data.map(({ remoteRef }: Block) => remoteRef.key)).toEqual([
        `artist/database/${role}`,
        `artist/database/${role}`,
      ]);
      expect(url(`database-${role}`)).toBe(
        "postgresql://{{ .username }}:{{ .password }}@artist.example.us-east-1.rds.amazonaws.com:5432/artist" +
          "?sslmode=verify-full&sslrootcert=/etc/rds/ca-bundle.pem",
      );
    }
  });

  it("keep the password of the master user in a namespace of its own, and only while the roles Job runs", () => {
    const withMaster = base.filter((object) =>
      JSON.stringify(object).includes(baseValues.database.masterSecret),
    );
    expect(withMaster.map(({ kind }) => kind)).toEqual(["ExternalSecret"]);
    const job = base.find(({ kind }) => kind === "Job") as Block;
    for (const { metadata } of [...withMaster, job]) {
      expect(metadata.namespace).toBe("artist-database-roles");
      expect(metadata.annotations).toMatchObject({
        "helm.sh/hook": "post-install,post-upgrade",
        "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
      });
    }
    const weight = ({ metadata }: Block) => Number(metadata.annotations["helm.sh/hook-weight"]);
    expect(withMaster.map(weight)[0]).toBeLessThan(weight(job));
    // Kubernetes deletes the Secret with its owner.
    expect(withMaster[0]?.spec.target.creationPolicy).toBe("Owner");
    const there = base.filter(({ metadata }) => metadata.namespace === job.metadata.namespace);
    const withSecrets = there.filter(({ kind }) => ["Deployment", "Job", "ExternalSecret"].includes(kind));
    expect(withSecrets.map(({ kind }) => kind).sort()).toEqual(["ExternalSecret", "Job"]);
  });

  it("start other pods when a key has another value, but not the migration, and read it at once", () => {
    const versions = (templates: Block[]) =>
      Object.fromEntries(
        podTemplates(templates).map(({ owner, template }) => [
          owner,
          template.metadata.annotations["api-key-versions"],
        ]),
      );
    const before = versions(app);
    const apiKeyVersions = { OPENAI_API_KEY: "2" };
    const after = versions(render("artist", { ...appValues, apiKeyVersions }));
    const changed = Object.keys(before).filter((owner) => before[owner] !== after[owner]);
    expect(changed.sort()).toEqual(["CronJob spotify-charts", "Deployment api", "Deployment batch-runner"]);
    const read = render("artist-base", { ...baseValues, apiKeyVersions });
    const forced = (name: string) =>
      objectOf(read, "ExternalSecret", name).metadata.annotations?.["force-sync"];
    expect([forced("openai-api-key"), forced("suno-api-key")]).toEqual(["2", undefined]);
  });

  it("start only with all keys", () => {
    const references = podTemplates(app).flatMap(({ template }) =>
      template.spec.containers.flatMap(({ env }: Block) =>
        env.flatMap(({ valueFrom }: Block) => valueFrom?.secretKeyRef ?? []),
      ),
    );
    expect(references.filter(({ key }) => key === "OPENAI_API_KEY")).toHaveLength(3);
    expect(references.filter((reference) => "optional" in reference)).toEqual([]);
  });

  it("read the secrets of each namespace with the role of the namespace", () => {
    const stores = base.filter(({ kind }) => kind === "SecretStore");
    const found = stores.map(({ metadata, spec: { provider } }) => [
      metadata.namespace,
      provider.aws.role,
      provider.aws.externalID,
    ]);
    const { application, databaseRoles } = baseValues.secretReaders;
    expect(found.sort()).toEqual([
      ["artist", application, "artist"],
      ["artist-database-roles", databaseRoles, "artist-database-roles"],
    ]);
  });

  it("read the passwords of the database again when their version changes, and not before the database has them", () => {
    for (const role of ["app", "migrator"]) {
      const { metadata, spec } = objectOf(base, "ExternalSecret", `database-${role}`);
      expect([spec.refreshPolicy, spec.refreshInterval]).toEqual(["OnChange", undefined]);
      expect(metadata.annotations["force-sync"]).toBe("1");
    }
    expect(objectOf(base, "ExternalSecret", "openai-api-key").spec.refreshInterval).toBe("15m");
  });

  it("keep the media of API and workers in the file system, and bound what a pod writes elsewhere", () => {
    const volumesOf = (objects: Block[]) =>
      Object.fromEntries(
        podTemplates(objects).map(({ owner, template }) => [
          owner,
          Object.fromEntries(
            template.spec.volumes.map(({ name, ...volume }: Block & { name: string }) => [
              name,
              volume.persistentVolumeClaim?.claimName ?? volume.emptyDir?.sizeLimit ?? "read-only",
            ]),
          ),
        ]),
      );
    const [file, disk] = ["media-fsap-2c3d", "4Gi"];
    const pod = (output: string) => ({ tmp: disk, output, "rds-ca": "read-only" });
    expect(volumesOf(app)).toEqual({
      "Deployment api": pod(file),
      "Deployment batch-runner": pod(file),
      "CronJob spotify-charts": pod(file),
      "Job migration": pod(disk),
    });
    const without = volumesOf(render("artist", { ...appValues, media: { volumeHandle: "" } }));
    expect(without).toEqual(
      Object.fromEntries(Object.keys(volumesOf(app)).map((owner) => [owner, pod(disk)])),
    );
  });

  it("bind the claim of the media to its access point, and keep the files when they are uninstalled", () => {
    const claim = objectOf(base, "PersistentVolumeClaim", "media-fsap-2c3d");
    const volume = objectOf(base, "PersistentVolume", claim.spec.volumeName);
    expect(volume.spec).toMatchObject({
      claimRef: { namespace: "artist", name: claim.metadata.name },
      csi: { driver: "efs.csi.aws.com", volumeHandle: "fs-0a1b::fsap-2c3d" },
      mountOptions: ["iam"],
      persistentVolumeReclaimPolicy: "Retain",
    });
    for (const field of ["accessModes", "storageClassName"]) {
      expect(claim.spec[field]).toEqual(volume.spec[field]);
    }
    expect(claim.spec.resources.requests).toEqual(volume.spec.capacity);
    const kinds = (values: object) => render("artist-base", values).map(({ kind }) => kind);
    expect(kinds({ ...baseValues, media: { volumeHandle: "" } })).not.toContain("PersistentVolume");
  });

  it("have texts where Kubernetes takes only texts, also with a hash of digits and with names that YAML reads as something else", () => {
    const hashOf = (versions: object) =>
      createHash("sha256").update(JSON.stringify(versions)).digest("hex").slice(0, 10);
    const words = ["true", "null", "on", "no", "y"];
    const apiKeys = words.map((word) => word.toUpperCase());
    const versions = Array.from({ length: 100_000 }, (_, index) => ({ NULL: String(index) }));
    const apiKeyVersions = versions.find((one) => /^\d+$/.test(hashOf(one)));
    expect(apiKeyVersions).toBeDefined();
    const [, worker] = Object.entries(appValues.workers)[0] ?? [];
    const workers = Object.fromEntries(words.map((word) => [word, worker]));
    const objects = [
      ...render("artist", { ...appValues, apiKeys, apiKeyVersions, workers }),
      ...render("artist-base", {
        ...baseValues,
        apiKeys: Object.fromEntries(apiKeys.map((key) => [key, `artist/api-keys/${key}`])),
        apiKeyVersions,
      }),
    ];
    const notTexts = (value: unknown, path: string): string[] => {
      if (typeof value !== "object" || value === null) {
        const isText = typeof value === "string";
        return !isText && /\.(name|key|secretKey|(annotations|labels|matchLabels)\..+)$/.test(path)
          ? [path]
          : [];
      }
      return Object.entries(value).flatMap(([key, item]) => notTexts(item, `${path}.${key}`));
    };
    expect(objects.flatMap((object) => notTexts(object, object.kind))).toEqual([]);
    const names = podTemplates(objects).map(({ owner }) => owner);
    expect(names).toEqual(expect.arrayContaining(words.map((word) => `Deployment ${word}`)));
  });

  it("run the migration once, before the new pods, and keep the log of a failed one", () => {
    const { metadata, spec } = objectOf(app, "Job", "migration");
    expect(metadata.annotations).toEqual({
      "helm.sh/hook": "pre-install,pre-upgrade",
      "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    });
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 300 });
    const image = (template: Block) => template.spec.containers[0].image;
    expect(image(spec.template)).toBe(image(objectOf(app, "Deployment", "api").spec.template));
    const hooks = app.filter((object) => object.metadata.annotations?.["helm.sh/hook"]);
    expect(hooks.map((object) => object.metadata.name)).toEqual(["migration"]);
  });

  it("allow only the listed connections", () => {
    const policies = base.filter(({ kind }) => kind === "NetworkPolicy");
    const flows = policies.flatMap(({ metadata, spec }) =>
      [...(spec.egress ?? []).map((rule: Block) => ({ ...rule, to: rule.to })), ...(spec.ingress ?? [])].map(
        (rule: Block) => `${metadata.name}: ${rule.ports.map(({ port }: Block) => port).join(",")}`,
      ),
    );
    expect(flows.sort()).toEqual([
      "api: 8000",
      "database-roles: 53,53",
      "database-roles: 5432",
      "database: 5432",
      "dns: 53,53",
      "https: 443",
    ]);
    const deny = objectOf(base, "NetworkPolicy", "default-deny").spec;
    expect(deny).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const { ingress } = objectOf(base, "NetworkPolicy", "api").spec;
    expect(ingress[0].from.map(({ ipBlock }: Block) => ipBlock?.cidr)).toEqual(["10.30.128.0/24", undefined]);
  });

  it("expose the API to the internet with HTTPS only, and only if a host is given", () => {
    const { annotations } = objectOf(app, "Ingress", "api").metadata;
    expect(annotations["alb.ingress.kubernetes.io/ssl-redirect"]).toBe("443");
    expect(annotations["alb.ingress.kubernetes.io/target-group-attributes"]).toBe(
      "deregistration_delay.timeout_seconds=15",
    );
    const without = render("artist", { ...appValues, ingress: {} });
    expect(without.filter(({ kind }) => kind === "Ingress")).toEqual([]);
  });

  it.each([
    ["none", {}, undefined],
    ["an empty list", { subnetIds: [] }, undefined],
    ["two", { subnetIds: ["subnet-0a", "subnet-0b"] }, "subnet-0a,subnet-0b"],
  ])(
    "with %s of subnets has an Ingress whose subnets are the given ones, or those with the tag",
    (_, ingress, expected) => {
      const objects = render("artist", { ...appValues, ingress: { ...appValues.ingress, ...ingress } });
      const { annotations } = objectOf(objects, "Ingress", "api").metadata;
      expect(annotations["alb.ingress.kubernetes.io/subnets"]).toBe(expected);
      const withoutHost = render("artist", { ...appValues, ingress });
      expect(withoutHost.filter(({ kind }) => kind === "Ingress")).toEqual([]);
    },
  );

  it.each([
    [
      "image.tag",
      { image: { repository: "r", tag: "latest" } },
      'image.tag: given "latest"; accepted: a semantic version',
    ],
    ["an unknown value", { replicas: 3 }, "additional properties 'replicas' not allowed"],
    [
      "a worker with both replicas and schedule",
      { workers: { w: { ...appValues.workers["batch-runner"], schedule: "0 6 * * *" } } },
      "at '/workers/w'",
    ],
    [
      "a memory limit that is not a quantity",
      { migration: { resources: { limits: { memory: "1 GB" } } } },
      "does not match pattern",
    ],
    [
      "one subnet: a load balancer needs two zones",
      { ingress: { host: "api.example.com", subnetIds: ["subnet-0a"] } },
      "at '/ingress/subnetIds': minItems: got 1, want 2",
    ],
    [
      "a name of a subnet",
      { ingress: { host: "api.example.com", subnetIds: ["subnet-0a", "public-b"] } },
      "at '/ingress/subnetIds/1': 'public-b' does not match pattern",
    ],
  ])("refuse %s", (_, values, sentence) => {
    const { status, stderr } = helm("template", "artist", { ...appValues, ...values });
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
  });

  it.each(["1.4.2", "v2.0.0-rc.1", "0123abc", "1234567", "6f1ed002ab5595859014ebf0951522d9e2f1a3c4"])(
    "accept the tag %s",
    (tag) => {
      const objects = render("artist", { ...appValues, image: { ...appValues.image, tag } });
      expect(objectOf(objects, "Deployment", "api").spec.template.spec.containers[0].image).toMatch(
        new RegExp(`:${tag}$`),
      );
    },
  );
});
