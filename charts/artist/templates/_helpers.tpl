{{- define "artist.labels" -}}
app.kubernetes.io/part-of: artist
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Labels by which a component's pods are selected. Arguments: component, name. */}}
{{- define "artist.selector" -}}
app.kubernetes.io/name: {{ .name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "artist.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else if or (regexMatch "^v?(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$" $image.tag) (regexMatch "^[0-9a-f]{7,40}$" $image.tag) -}}
{{ $image.repository }}:{{ $image.tag }}
{{- else -}}
{{- fail (printf "image.tag: given %q; accepted: a semantic version, such as 1.4.2, or a git SHA of 7 to 40 hexadecimal digits" $image.tag) -}}
{{- end -}}
{{- end }}

{{/* The claim of the media, of the release artist-base. */}}
{{- define "artist.mediaClaim" -}}
media-{{ .Values.media.volumeHandle | splitList "::" | last }}
{{- end }}

{{/*
The pod of every component: what Pod Security "restricted" asks for, a root file system that nothing writes to, the
secrets of its database role. Arguments: root, name, component, serviceAccount, database (Secret), apiKeys (bool),
media (bool),
command (list, optional), resources, container (further fields of the container), pod (further fields of the pod).
*/}}
{{- define "artist.podTemplate" -}}
metadata:
  labels:
    {{- include "artist.labels" .root | nindent 4 }}
    {{- include "artist.selector" . | nindent 4 }}
  annotations:
    # Pods read passwords and keys when they start: with other ones, there are other pods.
    role-secrets-version: {{ .root.Values.roleSecretsVersion | quote }}
    {{- if .apiKeys }}
    api-key-versions: {{ toJson .root.Values.apiKeyVersions | sha256sum | trunc 10 | quote }}
    {{- end }}
spec:
  serviceAccountName: {{ .serviceAccount }}
  automountServiceAccountToken: false
  # Else the Service "api" gives every pod variables such as API_PORT, which are not the application's.
  enableServiceLinks: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    seccompProfile: { type: RuntimeDefault }
  {{- with .pod }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ include "artist.image" .root | quote }}
      {{- with .command }}
      command: {{ toJson . }}
      {{- end }}
      env:
        - { name: LOG_LEVEL, value: {{ .root.Values.logLevel }} }
        - { name: LOGGING_LEVEL, value: {{ .root.Values.logLevel }} }
        - { name: OUTPUT_BASE_DIR, value: /output }
        # For the caches of libraries: the user's home lies on the read-only file system.
        - { name: HOME, value: /tmp }
        {{- range $name, $value := .root.Values.environment }}
        - { name: {{ $name }}, value: {{ $value | quote }} }
        {{- end }}
        - name: DATABASE_URL
          valueFrom: { secretKeyRef: { name: {{ .database }}, key: DATABASE_URL } }
        {{- range ternary .root.Values.apiKeys list .apiKeys }}
        - name: {{ . | quote }}
          valueFrom: { secretKeyRef: { name: {{ . | lower | replace "_" "-" | quote }}, key: {{ . | quote }} } }
        {{- end }}
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      {{- with .container }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        - { name: output, mountPath: /output }
        - { name: rds-ca, mountPath: /etc/rds, readOnly: true }
  volumes:
    # A pod that writes more than this is evicted, before it fills the disk of its node.
    - { name: tmp, emptyDir: { sizeLimit: {{ .root.Values.temporaryStorage }} } }
    {{- if and .media .root.Values.media.volumeHandle }}
    - name: output
      persistentVolumeClaim: { claimName: {{ include "artist.mediaClaim" .root }} }
    {{- else }}
    - { name: output, emptyDir: { sizeLimit: {{ .root.Values.temporaryStorage }} } }
    {{- end }}
    - name: rds-ca
      configMap: { name: rds-ca-bundle }
{{- end }}

{{/* Pods over zones and nodes, as far as there are any. Arguments as for the selector. */}}
{{- define "artist.spread" -}}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "artist.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
