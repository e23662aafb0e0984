{{/* Without a token: no program of ours speaks to the cluster. */}}
{{- define "platform.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "platform.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}
