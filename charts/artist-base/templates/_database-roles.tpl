{{/*
A Job cannot be changed, so its name tells what it is made from: when the SQL, the values or anything of its pod change,
another Job runs.
*/}}
{{- define "artist-base.databaseRolesName" -}}
{{- $inputs := list (.Files.Get "files/database-roles.sql") (toJson .Values.database) (include "artist-base.databaseRolesSpec" (dict "root" . "secret" "")) -}}
database-roles-{{ join "" $inputs | sha256sum | trunc 10 }}
{{- end }}

{{/* `spec` of the Job. Arguments: root, secret (name of the Secret with the passwords). */}}
{{- define "artist-base.databaseRolesSpec" -}}
backoffLimit: {{ .root.Values.databaseRoles.retries }}
activeDeadlineSeconds: {{ .root.Values.databaseRoles.deadlineSeconds }}
template:
  metadata:
    labels:
      {{- include "artist-base.labels" .root | nindent 6 }}
      app.kubernetes.io/component: database-roles
  spec:
    serviceAccountName: database-roles
    automountServiceAccountToken: false
    enableServiceLinks: false
    restartPolicy: Never
    securityContext:
      runAsNonRoot: true
      runAsUser: 1000
      runAsGroup: 1000
      fsGroup: 1000
      seccompProfile: { type: RuntimeDefault }
    containers:
      - name: psql
        image: {{ .root.Values.databaseRoles.image | quote }}
        # Passwords go through a pipe, never through arguments, which every process of the node can read.
        command:
          - sh
          - -euc
          - |
            for role in migrator app readonly; do
              password=$(cat "/secrets/$role-password")
              printf '%s\n%s\n' "$password" "$password"
            done | psql --no-psqlrc --no-password --set=ON_ERROR_STOP=1 --single-transaction \
              --file=/sql/database-roles.sql
        env:
          - { name: PGHOST, value: {{ .root.Values.database.host | quote }} }
          - { name: PGPORT, value: {{ .root.Values.database.port | quote }} }
          - { name: PGDATABASE, value: {{ .root.Values.database.name | quote }} }
          - { name: PGSSLMODE, value: verify-full }
          - { name: PGSSLROOTCERT, value: /etc/rds/ca-bundle.pem }
          - { name: PGCONNECT_TIMEOUT, value: "10" }
          - name: PGUSER
            valueFrom: { secretKeyRef: { name: {{ .secret }}, key: master-username } }
          - name: PGPASSWORD
            valueFrom: { secretKeyRef: { name: {{ .secret }}, key: master-password } }
        resources:
          requests: { cpu: 50m, memory: 64Mi }
          limits: { memory: 128Mi }
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: { drop: [ALL] }
        volumeMounts:
          - { name: sql, mountPath: /sql, readOnly: true }
          - { name: ca, mountPath: /etc/rds, readOnly: true }
          - { name: passwords, mountPath: /secrets, readOnly: true }
    volumes:
      - name: sql
        configMap: { name: database-roles }
      - name: ca
        configMap: { name: rds-ca-bundle }
      - name: passwords
        secret:
          secretName: {{ .secret }}
          defaultMode: 0440
          items:
            {{- range list "migrator" "app" "readonly" }}
            - { key: {{ . }}-password, path: {{ . }}-password }
            {{- end }}
{{- end }}
