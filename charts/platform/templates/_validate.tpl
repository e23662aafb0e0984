{{/* What the schema can not say, because it takes two values to be wrong. Each message begins with the value to change. */}}
{{- define "platform.validate" -}}
{{- $v := .Values -}}
{{- $wrong := list -}}
{{- $production := eq $v.environment "Production" -}}
{{- if gt (len .Release.Name) 30 }}{{ $wrong = append $wrong "the release's name: at most 30 characters, or names made from it would be too long" }}{{ end -}}
{{- if and $production (not $v.auth.authority) }}{{ $wrong = append $wrong "auth.authority: give the address of the OpenID Connect provider" }}{{ end -}}
{{- if and $production (not (hasPrefix "https://" $v.auth.authority)) $v.auth.authority }}{{ $wrong = append $wrong "auth.authority: must begin with https:// in Production" }}{{ end -}}
{{- if and (eq $v.database.mode "external") (not $v.database.host) }}{{ $wrong = append $wrong "database.host: give the PostgreSQL server, or set database.mode" }}{{ end -}}
{{- if and (ne $v.database.mode "external") $v.database.host }}{{ $wrong = append $wrong (printf "database.host: is for database.mode external, not %s" $v.database.mode) }}{{ end -}}
{{- if and (ne $v.database.mode "external") $v.database.services }}{{ $wrong = append $wrong (printf "database.services: is for database.mode external, not %s" $v.database.mode) }}{{ end -}}
{{- if and (eq $v.broker.mode "external") (not $v.broker.host) }}{{ $wrong = append $wrong "broker.host: give the RabbitMQ server, or set broker.mode" }}{{ end -}}
{{- if and (ne $v.broker.mode "external") $v.broker.host }}{{ $wrong = append $wrong (printf "broker.host: is for broker.mode external, not %s" $v.broker.mode) }}{{ end -}}
{{- if and $production (or (eq $v.database.mode "trial") (eq $v.broker.mode "trial")) }}{{ $wrong = append $wrong "environment: the trial's own PostgreSQL and RabbitMQ are for Development" }}{{ end -}}
{{- if and (eq $v.migrations.mode "hook") (ne $v.database.mode "external") }}{{ $wrong = append $wrong "migrations.mode: hook runs before the chart's own database is there; use plain" }}{{ end -}}
{{- if and (eq $v.database.mode "cloudnative-pg") (ne (toString $v.database.cluster.synchronous.enabled) "false") (or (eq (toString $v.database.cluster.synchronous.enabled) "true") (ge (int $v.database.cluster.instances) 3)) (ge (int $v.database.cluster.synchronous.number) (int $v.database.cluster.instances)) }}{{ $wrong = append $wrong "database.cluster.synchronous.number: must be less than instances, or nothing could be written" }}{{ end -}}
{{- if ne $v.gateway.exposure "none" }}
  {{- if not $v.gateway.host }}{{ $wrong = append $wrong "gateway.host: give the host name the gateway is reached by" }}{{ end -}}
  {{- if not $v.gateway.trustedNetworks }}{{ $wrong = append $wrong "gateway.trustedNetworks: give the networks of the ingress controller, or every caller would share one address and one limit" }}{{ end -}}
  {{- if and $v.networkPolicies.enabled (not $v.networkPolicies.gatewayFrom) }}{{ $wrong = append $wrong "networkPolicies.gatewayFrom: name the ingress controller, or nobody reaches the gateway" }}{{ end -}}
{{- end -}}
{{- if and (eq $v.gateway.exposure "ingress") (not $v.gateway.tlsSecret) }}{{ $wrong = append $wrong "gateway.tlsSecret: give the Secret of the certificate" }}{{ end -}}
{{- if and (eq $v.gateway.exposure "httpRoute") (not $v.gateway.httpRoute.parent.name) }}
  {{- if not $v.gateway.httpRoute.className }}{{ $wrong = append $wrong "gateway.httpRoute.className: give the class of the Gateway to make, or gateway.httpRoute.parent.name" }}{{ end -}}
  {{- if not $v.gateway.tlsSecret }}{{ $wrong = append $wrong "gateway.tlsSecret: give the Secret of the certificate" }}{{ end -}}
{{- end -}}
{{- if and $v.telemetry.collector.enabled $v.telemetry.endpoint }}{{ $wrong = append $wrong "telemetry.endpoint: is not needed with telemetry.collector.enabled" }}{{ end -}}
{{- range $component := splitList " " (include "platform.workloads" .) }}
  {{- $w := include "platform.workload" (dict "root" $ "component" $component) | fromJson -}}
  {{- if gt (int $w.autoscaling.minReplicas) (int $w.autoscaling.maxReplicas) }}{{ $wrong = append $wrong (printf "workloads.%s.autoscaling.minReplicas: is greater than maxReplicas" $component) }}{{ end -}}
  {{- if lt (int $w.terminationGracePeriodSeconds) (add (int $w.drainSeconds) 25) }}{{ $wrong = append $wrong (printf "workloads.%s.terminationGracePeriodSeconds: must be 25 more than drainSeconds" $component) }}{{ end -}}
  {{- range $name, $_ := $w.environment }}
    {{- if regexMatch "^(ASPNETCORE_ENVIRONMENT|ASPNETCORE_HTTP_PORTS|DOTNET_ENVIRONMENT|DataProtection__Path|OTEL_EXPORTER_OTLP_ENDPOINT|OTEL_RESOURCE_ATTRIBUTES|Otel__Ratio|SSL_CERT_DIR|Drain__Seconds|DATABASE_.*|BROKER_.*|(Auth|Limits|Forwarded|Cors|ReverseProxy)__.*)$" $name }}{{ $wrong = append $wrong (printf "workloads.%s.environment.%s: the chart sets it itself, from a value of its own" $component $name) }}{{ end -}}
    {{- if regexMatch "(?i)^(ConnectionStrings|Sealing)__|Password|DevelopmentKey" $name }}{{ $wrong = append $wrong (printf "workloads.%s.environment.%s: secrets come from Secrets, see secrets and environmentFrom" $component $name) }}{{ end -}}
  {{- end -}}
  {{- range $name, $_ := $w.podLabels }}
    {{- if regexMatch "^(app.kubernetes.io|platform|pod-template-hash)(/|$)" $name }}{{ $wrong = append $wrong (printf "workloads.%s.podLabels.%s: Services and policies choose pods by it" $component $name) }}{{ end -}}
  {{- end -}}
{{- end -}}
{{- if $wrong }}{{ fail (printf "\n  %s" (join "\n  " $wrong)) }}{{ end -}}
{{- end }}
