{{- define "platform.service" -}}
apiVersion: v1
kind: Service
metadata: {{- include "platform.metadata" . | nindent 2 }}
spec:
  selector: {{- include "platform.selector" . | nindent 4 }}
  ports:
    - { name: http, port: 8080, targetPort: http, protocol: TCP, appProtocol: http }
{{- end }}
