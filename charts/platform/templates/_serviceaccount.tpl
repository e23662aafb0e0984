{{/* Without a token: no program of ours calls the cluster's API. */}}
{{- define "platform.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "platform.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}
