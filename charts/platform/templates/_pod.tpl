{{/* The "restricted" profile, for whatever user the image or the cluster chooses. */}}
{{- define "platform.pod.security" -}}
runAsNonRoot: true
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "platform.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* What every pod has that runs an image of ours. */}}
{{- define "platform.pod.common" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "platform.pod.security" . | nindent 2 }}
{{- include "platform.pullSecrets" . }}
{{- end }}

{{- define "platform.pod.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 1Gi }
{{- include "platform.authority.volume" . }}
{{- end }}

{{- define "platform.pod.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- include "platform.authority.mount" . }}
{{- end }}

{{/* Spread over nodes and zones as far as there are any. */}}
{{- define "platform.pod.spread" -}}
{{- $selector := include "platform.selector" . }}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- $selector | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
