{{- define "platform.autoscaler" -}}
{{- $a := .workload.autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "platform.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "platform.name" . }} }
  minReplicas: {{ $a.minReplicas }}
  maxReplicas: {{ $a.maxReplicas }}
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: AverageValue, averageValue: {{ $a.averageCpu | quote }} } }
  behavior: {{- include "platform.autoscaler.behavior" . | nindent 4 }}
{{- end }}

{{/* Adds one replica in two minutes, for a load that lasts two minutes; removes replicas after five. */}}
{{- define "platform.autoscaler.behavior" -}}
scaleUp: { stabilizationWindowSeconds: 120, policies: [{ type: Pods, value: 1, periodSeconds: 120 }] }
scaleDown: { stabilizationWindowSeconds: 300 }
{{- end }}

{{/*
KEDA makes the autoscaler. Only one replica of a service consumes at a time: more replicas share HTTP requests, not the
queue.
*/}}
{{- define "platform.scaledobject" -}}
{{- $a := .workload.autoscaling -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{- include "platform.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "platform.name" . }} }
  minReplicaCount: {{ $a.minReplicas }}
  maxReplicaCount: {{ $a.maxReplicas }}
  pollingInterval: 30
  cooldownPeriod: 300
  advanced:
    horizontalPodAutoscalerConfig:
      behavior: {{- include "platform.autoscaler.behavior" . | nindent 8 }}
  triggers:
    - type: cpu
      metricType: AverageValue
      metadata: { value: {{ $a.averageCpu | quote }} }
    {{- if ne .component "gateway" }}
    - type: rabbitmq
      {{- $queue := printf "queueName: %s, value: %q" .component (.root.Values.keda.queueLength | int | toString) }}
      metadata: { protocol: amqp, mode: QueueLength, {{ $queue }}, hostFromEnv: ConnectionStrings__Broker }
      {{- if include "platform.broker.encrypted" .root }}
      authenticationRef: { name: {{ include "platform.name" . }} }
      {{- end }}
    {{- end }}
{{- if and (ne .component "gateway") (include "platform.broker.encrypted" .root) }}
---
# KEDA reads the use of TLS and the trusted authority only from a TriggerAuthentication.
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {{- include "platform.metadata" . | nindent 2 }}
spec:
  secretTargetRef: [{ parameter: ca, name: {{ include "platform.secret" (dict "root" .root "part" "broker-tls") }}, key: ca.crt }]
  env: [{ parameter: tls, name: BROKER_TLS, containerName: {{ .component }} }]
{{- end }}
{{- end }}
