{{/* The "restricted" profile, without a fixed user. */}}
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

{{/* Settings of every pod with an image of ours. */}}
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
Placement and priority of a pod. usage: root; component, for its section under "workloads", "" for the defaults only;
foreign true for images that are not ours.
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

{{/* The same for an operator's pods: the defaults, overridden by own, as JSON. usage: root, own */}}
{{- define "platform.placement.own" -}}
{{- $keys := list "nodeSelector" "tolerations" "affinity" "priorityClassName" -}}
{{- $of := dict -}}
{{- range $key := $keys }}{{ $_ := set $of $key (get $.own $key | default (get $.root.Values.defaults $key)) }}{{ end -}}
{{ toJson $of }}
{{- end }}

{{/* Spreads the replicas over nodes and zones, if possible. */}}
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
