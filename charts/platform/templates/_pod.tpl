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

{{/*
On which nodes a pod may run, and before whom. usage: root; component, whose section under "workloads" it follows, "" the
defaults alone; foreign true for images that are not ours.
*/}}
{{- define "platform.placement" -}}
{{- $w := .root.Values.defaults -}}
{{- if .component }}{{ $w = include "platform.workload" . | fromJson }}{{ end }}
{{- $nodes := deepCopy $w.nodeSelector -}}
{{- if and .root.Values.image.architecture (not .foreign) }}
{{- $nodes = merge $nodes (dict "kubernetes.io/arch" .root.Values.image.architecture) }}
{{- end }}
{{- with $w.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $nodes }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $w.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $w.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The same for what an operator runs: its own four settings over the defaults, as JSON. usage: root, own */}}
{{- define "platform.placement.own" -}}
{{- $keys := list "nodeSelector" "tolerations" "affinity" "priorityClassName" -}}
{{- $of := dict -}}
{{- range $key := $keys }}{{ $_ := set $of $key (get $.own $key | default (get $.root.Values.defaults $key)) }}{{ end -}}
{{ toJson $of }}
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
