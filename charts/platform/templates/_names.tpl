{{- define "platform.services" -}}organizations census training jobs{{- end }}

{{- define "platform.workloads" -}}organizations census training jobs gateway{{- end }}

{{/* usage: (dict "root" $ "component" "census") */}}
{{- define "platform.name" -}}{{ .root.Release.Name }}-{{ .component }}{{- end }}

{{- define "platform.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "platform.labels" -}}
{{ include "platform.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "platform.metadata" -}}
name: {{ include "platform.name" . }}
namespace: {{ .root.Release.Namespace }}
labels: {{- include "platform.labels" . | nindent 2 }}
{{- end }}

{{/* Metadata of objects with data: an uninstallation, a prune and the rollback of a first installation keep them. */}}
{{- define "platform.kept" -}}
{{ include "platform.metadata" . }}
annotations:
  helm.sh/resource-policy: keep
  argocd.argoproj.io/sync-options: Prune=false,Delete=false
  kustomize.toolkit.fluxcd.io/prune: disabled
{{- end }}

{{/* The defaults, overridden by the workload's own section, as JSON. */}}
{{- define "platform.workload" -}}
{{ mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (index .root.Values.workloads .component)) | toJson }}
{{- end }}

{{- define "platform.image" -}}
{{- $image := .root.Values.image -}}
{{- with index $image.references .component }}{{ . }}
{{- else -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ with $image.repository }}{{ . }}/{{ end }}{{ .component }}
{{- with index $image.digests .component }}@{{ . }}{{ else }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* usage: (dict "root" $ "part" "census-app"); the broker's operator makes a Secret of its own. */}}
{{- define "platform.secret" -}}
{{- $names := .root.Values.secrets.names -}}
{{- if hasKey $names .part }}{{ index $names .part }}
{{- else if and (eq .part "broker") (eq .root.Values.broker.mode "operator") }}{{ .root.Release.Name }}-rabbitmq-default-user
{{- else }}{{ .root.Values.secrets.prefix }}-{{ .part }}
{{- end }}
{{- end }}

{{/*
Whether an object of an optional kind is made; "" means no.
usage: (dict "root" $ "wanted" value "kind" "monitoring.coreos.com/v1/ServiceMonitor")
*/}}
{{- define "platform.wanted" -}}
{{- if or (eq (toString .wanted) "true") (and (eq (toString .wanted) "auto") (.root.Capabilities.APIVersions.Has .kind)) }}yes{{ end }}
{{- end }}

{{- define "platform.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- range . }}
  - name: {{ . }}{{ end }}
{{- end }}
{{- end }}
