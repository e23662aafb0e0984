{{/* Pod settings and storage of the trial's own servers. */}}
{{- define "platform.trial.security" -}}
securityContext:
  {{- include "platform.pod.security" . | nindent 2 }}
  {{- with .Values.trial.runAsUser }}
  runAsUser: {{ int . }}
  runAsGroup: {{ int . }}
  fsGroup: {{ int . }}
  # Else the files that only their owner may read would be opened to the group.
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
{{- end }}

{{/* Where the trial's database may come back empty, the services make their schema anew: nobody else would. */}}
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
