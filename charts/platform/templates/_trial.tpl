{{/* Pod settings and storage of the trial's own servers. */}}
{{- define "platform.trial.security" -}}
securityContext:
  {{- include "platform.pod.security" . | nindent 2 }}
  {{- with .Values.trial.runAsUser }}
  runAsUser: {{ int . }}
  runAsGroup: {{ int . }}
  fsGroup: {{ int . }}
  # Without it the kubelet would open files to the group that only their owner may read.
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
{{- end }}

{{/* The trial's database may restart empty; then the services create their schema again. */}}
{{- define "platform.trial.keep" -}}
{{- $v := .root.Values -}}
{{- if and (eq $v.database.mode "trial") (not $v.trial.persistence.enabled) }}
{{- include "platform.connection" (dict "root" .root "component" .component "kind" "Owner" "password" true) }}
- name: Migrations__Keep
  value: "true"
{{- if and (eq .component "organizations") $v.migrations.administrator }}
- name: Migrations__Then
  value: {{ printf "appoint-administrator %s" $v.migrations.administrator | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "platform.trial.claim" -}}
{{- with .Values.trial.persistence }}
{{- if .enabled }}
volumeClaimTemplates:
  - metadata: { name: data }
    spec:
      accessModes: [ReadWriteOnce]
      resources: { requests: { storage: {{ .size }} } }
      {{- with .className }}
      storageClassName: {{ . }}
      {{- end }}
{{- end }}
{{- end }}
{{- end }}
