{{/* Pods of this release, as a peer. usage: (dict "root" $ "components" (list "gateway")) */}}
{{- define "platform.peer" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .root.Chart.Name }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
    matchExpressions:
      - { key: app.kubernetes.io/component, operator: In, values: [{{ join ", " .components }}] }
{{- end }}

{{/* Egress to a destination that may be outside the cluster. usage: (dict "peers" list "port" 5432) */}}
{{- define "platform.egress" -}}
- ports: [{ port: {{ int .port }}, protocol: TCP }]
  {{- with .peers }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The port of an address: http://host:4318/path. */}}
{{- define "platform.port" -}}
{{- $url := urlParse . -}}
{{- if contains ":" $url.host }}{{ last (splitList ":" $url.host) }}{{ else }}{{ ternary 443 80 (eq $url.scheme "https") }}{{ end }}
{{- end }}

{{/* The policy of a component's pods. usage: root, component; from and to are rendered rules. */}}
{{- define "platform.networkpolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "platform.metadata" . | nindent 2 }}
  {{- with .annotations }}
  annotations: {{- . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels: {{- .selector | default (include "platform.selector" .) | nindent 6 }}
  policyTypes: [{{ join ", " .types }}]
  {{- with .from }}
  ingress: {{- . | nindent 4 }}
  {{- end }}
  {{- with .to }}
  egress: {{- . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* One port, to or from pods of this release. usage: root, way (to or from), port, components */}}
{{- define "platform.rule.ours" -}}
- ports: [{ port: {{ .port }}, protocol: TCP }]
  {{ .way }}:
    {{- include "platform.peer" . | nindent 4 }}
{{- end }}

{{/* Ports that are open to all pods of a namespace. usage: (dict "ports" (list 8000) "namespace" "keda") */}}
{{- define "platform.rule.namespace" -}}
- ports: [{{ range $i, $port := .ports }}{{ if $i }}, {{ end }}{ port: {{ $port }}, protocol: TCP }{{ end }}]
  from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .namespace }} } } }]
{{- end }}
