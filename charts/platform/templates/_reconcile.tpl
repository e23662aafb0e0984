{{/* usage: root, component, step (audit, or one of reconcile) and its further args */}}
{{- define "platform.reconcile.step" -}}
- name: {{ .step }}-{{ .component }}
  image: {{ include "platform.image" . }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args: {{ concat (eq .step "audit" | ternary (list "audit") (list "reconcile" .step)) .args | toJson }}
  securityContext: {{- include "platform.container.security" . | nindent 4 }}
  env:
    {{- include "platform.settings" .root | nindent 4 }}
    {{- include "platform.connection" (dict "root" .root "component" .component "kind" "App" "password" true) | nindent 4 }}
    {{- include "platform.broker.settings" .root | nindent 4 }}
  envFrom: {{- include "platform.sealing" . | nindent 4 }}
  resources: {{- toYaml .root.Values.reconcile.resources | nindent 4 }}
  volumeMounts:
    {{- include "platform.pod.mounts" .root | nindent 4 }}
    - { name: steps, mountPath: /steps }
{{- end }}
