{{/* usage: (dict "root" $ "component" "census" "workload" merged) */}}
{{- define "platform.deployment" -}}
{{- $w := .workload -}}
{{- $service := ne .component "gateway" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "platform.metadata" . | nindent 2 }}
  {{- with $w.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if not $w.autoscaling.enabled }}
  replicas: {{ $w.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: {{ $w.minReadySeconds }}
  # A pod that waits for its schema has not failed.
  progressDeadlineSeconds: {{ add (mul (int $w.startupMinutes) 60) 120 }}
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  selector:
    matchLabels: {{- include "platform.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "platform.selector" . | nindent 8 }}
        {{- with $w.podLabels }}{{ toYaml . | nindent 8 }}{{ end }}
      {{- if or $w.podAnnotations .root.Values.secrets.revision }}
      annotations:
        {{- with .root.Values.secrets.revision }}
        platform/secrets-revision: {{ . | quote }}
        {{- end }}
        {{- with $w.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "platform.name" . }}
      {{- include "platform.pod.common" .root | nindent 6 }}
      terminationGracePeriodSeconds: {{ $w.terminationGracePeriodSeconds }}
      topologySpreadConstraints: {{- include "platform.pod.spread" . | trim | nindent 8 }}
      {{- include "platform.placement" . | nindent 6 }}
      containers:
        - name: {{ .component }}
          image: {{ include "platform.image" . }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "platform.container.security" . | nindent 12 }}
          ports:
            - { name: http, containerPort: 8080, protocol: TCP }
          env:
            {{- include "platform.settings" .root | nindent 12 }}
            - name: Drain__Seconds
              value: {{ $w.drainSeconds | quote }}
            {{- include "platform.auth.settings" .root | trim | nindent 12 }}
            {{- with include "platform.signIn.settings" . }}{{ . | trim | nindent 12 }}{{ end }}
            {{- if $service }}
            {{- include "platform.connection" (dict "root" .root "component" .component "kind" "App" "password" true) | nindent 12 }}
            {{- include "platform.broker.settings" .root | nindent 12 }}
            {{- if and .root.Values.keda.enabled (include "platform.broker.encrypted" .root) }}
            - name: BROKER_TLS
              value: enable
            {{- end }}
            {{- with include "platform.trial.keep" . }}{{ . | nindent 12 }}{{ end }}
            {{- else }}
            {{- include "platform.gateway.settings" .root | nindent 12 }}
            {{- end }}
            {{- range $name, $value := $w.environment }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          {{- if or $service $w.environmentFrom }}
          envFrom:
            {{- if $service }}{{ include "platform.sealing" . | nindent 12 }}{{ end }}
            {{- range $w.environmentFrom }}
            - secretRef: { name: {{ . }} }
            {{- end }}
          {{- end }}
          # The startup probe waits for the schema; afterwards only a process that does not answer is restarted.
          startupProbe:
            httpGet: { path: /health/startup, port: http }
            periodSeconds: 2
            timeoutSeconds: 10
            failureThreshold: {{ mul (int $w.startupMinutes) 30 }}
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          # The gateway is ready when it has reached all services, and stays ready while one is away.
          readinessProbe:
            httpGet: { path: {{ ternary "/health/ready" "/health/reached" $service }}, port: http }
            periodSeconds: 5
            timeoutSeconds: 10
            failureThreshold: 2
          resources: {{- toYaml $w.resources | nindent 12 }}
          volumeMounts: {{- include "platform.pod.mounts" .root | nindent 12 }}
      volumes: {{- include "platform.pod.volumes" .root | nindent 8 }}
{{- end }}
