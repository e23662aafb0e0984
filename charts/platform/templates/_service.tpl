{{- define "platform.service" -}}
apiVersion: v1
kind: Service
{{- $exposed := ternary .root.Values.gateway.service dict (eq .component "gateway") }}
metadata:
  {{- include "platform.metadata" . | nindent 2 }}
  {{- with $exposed.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $exposed.type }}
  type: {{ . }}
  {{- end }}
  {{- with $exposed.loadBalancerClass }}
  loadBalancerClass: {{ . }}
  {{- end }}
  {{- with $exposed.externalTrafficPolicy }}
  externalTrafficPolicy: {{ . }}
  {{- end }}
  selector: {{- include "platform.selector" . | nindent 4 }}
  ports:
    {{- $nodePort := "" }}
    {{- with $exposed.nodePort }}{{ $nodePort = printf ", nodePort: %d" (int .) }}{{ end }}
    - { name: http, port: 8080, targetPort: http, protocol: TCP, appProtocol: http{{ $nodePort }} }
{{- end }}
