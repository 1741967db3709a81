import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { ChartRequirement } from "./requirements";
import { customResourceDefinition, customResources } from "./stand-in-crds";

/** Charts that contain only custom resource definitions. */
const withoutPods = ["karpenter-crd", "prometheus-operator-crds"];

const helpers = `{{- define "fullname" -}}
{{- $long := printf "%s-%s" .Release.Name .Chart.Name -}}
{{- .Values.fullnameOverride | default (ternary .Release.Name $long (contains .Chart.Name .Release.Name)) -}}
{{- end }}

{{- define "serviceAccountName" -}}
{{- dig "serviceAccount" "name" "" .Values.AsMap | default (include "fullname" .) -}}
{{- end }}

{{- define "selectorLabels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "labels" -}}
{{ include "selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end }}
`;

// The release contains its values, so that a change of the values changes an installed object.
const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "fullname" . }}-values
  labels:
    {{- include "labels" . | nindent 4 }}
data:
  values.yaml: |
    {{- toYaml .Values | nindent 4 }}
`;

const serviceAccount = `{{- if dig "serviceAccount" "create" true .Values.AsMap }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "serviceAccountName" . }}
  labels:
    {{- include "labels" . | nindent 4 }}
  annotations:
    {{- dig "serviceAccount" "annotations" dict .Values.AsMap | toYaml | nindent 4 }}
{{- end }}
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "fullname" . }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  replicas: 1
  selector:
    matchLabels:
      {{- include "selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ include "serviceAccountName" . }}
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65535
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: stand-in
          image: registry.k8s.io/pause:3.10
          resources:
            requests:
              cpu: 1m
              memory: 8Mi
            limits:
              memory: 8Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
`;

const ingressClass = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: {{ .Values.ingressClass | default "alb" }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  controller: ingress.k8s.aws/alb
`;

/**
 * Files of a stand-in, by path: a chart with the name and version of the published one. It accepts any values, and has
 * the custom resource definitions that other charts need and one pod that does nothing.
 */
export function standInFiles({ name, version, repository }: ChartRequirement): Record<string, string> {
  const definitions = customResources[name] ?? [];
  return {
    "Chart.yaml": stringify({
      apiVersion: "v2",
      name,
      version,
      appVersion: version,
      type: "application",
      description: `Stand-in for the chart ${name} of ${repository}: none of its software runs.`,
    }),
    "templates/_helpers.tpl": helpers,
    "templates/configmap.yaml": configMap,
    ...(definitions.length > 0 && {
      "templates/crds.yaml": definitions.map(customResourceDefinition).join("---\n"),
    }),
    ...(!withoutPods.includes(name) && {
      "templates/serviceaccount.yaml": serviceAccount,
      "templates/deployment.yaml": deployment,
    }),
    ...(name === "aws-load-balancer-controller" && { "templates/ingressclass.yaml": ingressClass }),
  };
}

/** Packages a stand-in as `<chart>-<version>.tgz` into a folder. */
export async function packageStandIn(chart: ChartRequirement, helm: string, folder: string): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), "stand-in-"));
  try {
    const root = join(parent, chart.name); // helm requires that the folder has the chart's name
    for (const [path, text] of Object.entries(standInFiles(chart))) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await promisify(execFile)(helm, ["package", root, "--destination", folder]);
  } finally {
    await rm(parent, { recursive: true });
  }
}
