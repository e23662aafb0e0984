{{- define "platform.disruptionbudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "platform.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .workload.disruptionBudget.maxUnavailable }}
  # A pod that is not ready does not block the draining of its node.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "platform.selector" . | nindent 6 }}
{{- end }}
