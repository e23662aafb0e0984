{{/* The Job's template, apart so that its digest can name the Job. usage: (dict "root" $ "component" "census") */}}
{{- define "platform.migration.template" -}}
{{- $m := .root.Values.migrations -}}
{{- $administrator := and (eq .component "organizations") $m.administrator -}}
{{- $settings := include "platform.settings" .root -}}
metadata:
  labels: {{- include "platform.selector" (dict "root" .root "component" "migrations") | nindent 4 }}
    platform/service: {{ .component }}
spec:
  {{- include "platform.pod.common" .root | nindent 2 }}
  {{- include "platform.placement" . | nindent 2 }}
  # A pod that failed stays, for its log says why.
  restartPolicy: Never
  {{ ternary "initContainers" "containers" (not (empty $administrator)) }}:
    - name: migrate
      image: {{ include "platform.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [migrate]
      securityContext: {{- include "platform.container.security" . | nindent 8 }}
      env:
        {{- $settings | nindent 8 }}
        - name: Migrations__WaitSeconds
          value: {{ $m.waitSeconds | int | quote }}
        {{- include "platform.connection" (dict "root" .root "component" .component "kind" "Owner" "password" true) | nindent 8 }}
        {{- include "platform.connection" (dict "root" .root "component" .component "kind" "App" "password" false) | nindent 8 }}
      resources: {{- toYaml $m.resources | nindent 8 }}
      volumeMounts: {{- include "platform.pod.mounts" .root | nindent 8 }}
  {{- if $administrator }}
  containers:
    - name: administrator
      image: {{ include "platform.image" . }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: [appoint-administrator, {{ $m.administrator | quote }}]
      securityContext: {{- include "platform.container.security" . | nindent 8 }}
      env:
        {{- $settings | nindent 8 }}
        {{- include "platform.connection" (dict "root" .root "component" .component "kind" "App" "password" true) | nindent 8 }}
        {{- include "platform.broker.settings" .root | nindent 8 }}
      envFrom: {{- include "platform.sealing" . | nindent 8 }}
      resources: {{- toYaml $m.resources | nindent 8 }}
      volumeMounts: {{- include "platform.pod.mounts" .root | nindent 8 }}
  {{- end }}
  volumes: {{- include "platform.pod.volumes" .root | nindent 4 }}
{{- end }}

{{/*
A Job is immutable. In mode plain its name contains a digest of its content: a change makes another Job, no change none.
*/}}
{{- define "platform.migration" -}}
{{- $m := .root.Values.migrations -}}
{{- $template := include "platform.migration.template" . -}}
{{- $name := printf "%s-migrate-%s" .root.Release.Name .component -}}
{{- $runs := printf "%s%v%s" $template $m.backoffLimit $m.revision | sha256sum | trunc 8 -}}
{{- if eq $m.mode "plain" }}{{ $name = printf "%s-%s" $name $runs }}{{ end -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "platform.labels" (dict "root" .root "component" "migrations") | nindent 4 }}
    platform/service: {{ .component }}
  {{- if eq $m.mode "hook" }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "0"
    helm.sh/hook-delete-policy: before-hook-creation
  {{- end }}
spec:
  backoffLimit: {{ $m.backoffLimit }}
  template: {{- $template | nindent 4 }}
{{- end }}
