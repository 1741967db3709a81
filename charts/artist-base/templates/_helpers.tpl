{{- define "artist-base.labels" -}}
app.kubernetes.io/part-of: artist
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* A store of one namespace, read with the IAM role of that namespace. Arguments: root, namespace, role (ARN). */}}
{{- define "artist-base.secretStore" -}}
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secrets-manager
  namespace: {{ .namespace }}
  labels:
    {{- include "artist-base.labels" .root | nindent 4 }}
spec:
  provider:
    aws:
      service: SecretsManager
      region: {{ .root.Values.region }}
      role: {{ .role | quote }}
      # The role is assumed only with the external ID. Generators cannot send one.
      externalID: {{ .namespace }}
{{- end }}

{{/* An ExternalSecret. Arguments: root, name, data (list of spec.data), template (map of keys, optional),
version (the secret is read when it changes), refreshed (bool: also at each refresh interval). */}}
{{- define "artist-base.externalSecret" -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name | quote }}
  labels:
    {{- include "artist-base.labels" .root | nindent 4 }}
  {{- with .version }}
  annotations:
    force-sync: {{ . | quote }}
  {{- end }}
spec:
  {{- if .refreshed }}
  refreshInterval: {{ .root.Values.secretsRefreshInterval }}
  {{- else }}
  refreshPolicy: OnChange
  {{- end }}
  secretStoreRef:
    kind: SecretStore
    name: aws-secrets-manager
  target:
    name: {{ .name | quote }}
    {{- with .template }}
    template:
      data:
        {{- toYaml . | nindent 8 }}
    {{- end }}
  data:
    {{- toYaml .data | nindent 4 }}
{{- end }}

{{/* `spec.data` for the user and the password of one secret. Arguments: key (Secrets Manager), prefix. */}}
{{- define "artist-base.credentials" -}}
- secretKey: {{ .prefix }}username
  remoteRef: { key: {{ .key | quote }}, property: username }
- secretKey: {{ .prefix }}password
  remoteRef: { key: {{ .key | quote }}, property: password }
{{- end }}
