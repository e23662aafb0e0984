{{/* A quantity of Kubernetes as a number. */}}
{{- define "platform.quantity" -}}
{{- $units := dict "" 1.0 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12
    "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- $suffix := regexFind "[A-Za-z]*$" (toString .) -}}
{{- mulf (float64 (trimSuffix $suffix (toString .))) (get $units $suffix) -}}
{{- end }}

{{/* Faults of requests and limits, a line each. usage: (dict "name" "migrations.resources" "resources" value) */}}
{{- define "platform.wrong.resources" -}}
{{- range $kind, $asked := .resources.requests }}
  {{- with index ($.resources.limits | default dict) $kind }}
    {{- if gt (float64 (include "platform.quantity" $asked)) (float64 (include "platform.quantity" .)) }}
{{ $.name }}.requests.{{ $kind }}: is greater than limits.{{ $kind }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{/*
The number of connections that the services may open to each server, as JSON: of all replicas, of one more during a
replacement, and one connection more of each replica for its readiness check.
*/}}
{{- define "platform.connections" -}}
{{- $of := dict -}}
{{- $size := regexFind "(?i)max(imum)? ?pool ?size *= *[0-9]+" .Values.database.parameters -}}
{{- $pool := regexFind "[0-9]+$" $size | default "100" | int -}}
{{- range $component := splitList " " (include "platform.services" .) }}
  {{- $at := include "platform.database" (dict "root" $ "component" $component) | fromJson -}}
  {{- $w := include "platform.workload" (dict "root" $ "component" $component) | fromJson -}}
  {{- $server := printf "%s:%d" $at.host (int $at.port) -}}
  {{- $replicas := add 1 (ternary (int $w.autoscaling.maxReplicas) (int $w.replicas) $w.autoscaling.enabled) -}}
  {{- $_ := set $of $server (add (get $of $server | default 0) (mul $replicas (add $pool 1))) -}}
{{- end -}}
{{ toJson $of }}
{{- end }}

{{/* Faults of two values together, which the schema cannot express: a line each that begins with the value to change. */}}
{{- define "platform.wrong" -}}
{{- $v := .Values }}
{{- $production := eq $v.environment "Production" }}
{{- if gt (len .Release.Name) 30 }}
the release's name: must have at most 30 characters, or names made from it would be too long
{{- end }}

{{- if and $production (not $v.auth.authority) }}
auth.authority: give the address of the OpenID Connect provider
{{- end }}
{{- if and $production (not (hasPrefix "https://" $v.auth.authority)) $v.auth.authority }}
auth.authority: must begin with https:// in Production
{{- end }}

{{- if and (eq $v.database.mode "external") (not $v.database.host) }}
database.host: give the PostgreSQL server, or set database.mode
{{- end }}
{{- if and (ne $v.database.mode "external") $v.database.host }}
database.host: is for database.mode external, not {{ $v.database.mode }}
{{- end }}
{{- if and (ne $v.database.mode "external") $v.database.services }}
database.services: is for database.mode external, not {{ $v.database.mode }}
{{- end }}
{{- if and (eq $v.broker.mode "external") (not $v.broker.host) }}
broker.host: give the RabbitMQ server, or set broker.mode
{{- end }}
{{- if and (ne $v.broker.mode "external") $v.broker.host }}
broker.host: is for broker.mode external, not {{ $v.broker.mode }}
{{- end }}
{{- if and (not $production) $v.auth.signIn.clientId }}
auth.signIn.clientId: in Development the gateway itself signs in, without a password
{{- end }}
{{- if and $production (or (eq $v.database.mode "trial") (eq $v.broker.mode "trial")) }}
environment: the trial's own PostgreSQL and RabbitMQ are for Development
{{- end }}
{{- if and (eq $v.migrations.mode "hook") (ne $v.database.mode "external") }}
migrations.mode: hook runs before the chart's own database exists; use plain
{{- end }}
{{- $cluster := $v.database.cluster }}
{{- if and (eq $v.database.mode "cloudnative-pg") (include "platform.database.synchronous" $cluster)
    (ge (int $cluster.synchronous.number) (int $cluster.instances)) }}
database.cluster.synchronous.number: must be less than instances, or no commit could succeed
{{- end }}

{{- $known := dict "external" $v.database.maxConnections "trial" 300
    "cloudnative-pg" ($cluster.parameters.max_connections | default 100) }}
{{- $most := int (get $known $v.database.mode) }}
{{- $where := dict "external" "database.maxConnections" "trial" "database.parameters"
    "cloudnative-pg" "database.cluster.parameters.max_connections" }}
{{- range $server, $opened := include "platform.connections" . | fromJson }}
  {{- if and $most (gt (mul 10 (int $opened)) (mul 9 $most)) }}
{{ get $where $v.database.mode }}: the replicas may open {{ int $opened }} connections to {{ $server }}, of {{ $most }},
    {{- " of which a tenth must stay free; set fewer replicas, or a smaller Maximum Pool Size in database.parameters" }}
  {{- end }}
{{- end }}

{{- $closed := and $v.networkPolicies.enabled (not (or $v.networkPolicies.gatewayFrom $v.networkPolicies.gatewayFromEntities)) }}
{{- if ne $v.gateway.exposure "none" }}
  {{- if not $v.gateway.host }}
gateway.host: give the host name of the gateway
  {{- end }}
  {{- if not $v.gateway.trustedNetworks }}
gateway.trustedNetworks: give the networks of the ingress controller, or every caller would share one address and one limit
  {{- end }}
  {{- if $closed }}
networkPolicies.gatewayFrom: name the ingress controller, or nobody reaches the gateway
  {{- end }}
{{- end }}
{{- with $v.gateway.service }}
  {{- if and (ne .type "ClusterIP") $closed }}
networkPolicies.gatewayFrom: name the callers' addresses of the Service of type {{ .type }}, or nobody reaches the gateway
  {{- end }}
  {{- if and (eq .type "ClusterIP") (or .nodePort .loadBalancerClass .externalTrafficPolicy) }}
gateway.service.type: the other settings of gateway.service need NodePort or LoadBalancer
  {{- end }}
{{- end }}
{{- $made := and (eq $v.gateway.exposure "httpRoute") (not $v.gateway.httpRoute.parent.name) }}
{{- if and $made (not $v.gateway.httpRoute.className) }}
gateway.httpRoute.className: give the class of the Gateway to make, or gateway.httpRoute.parent.name
{{- end }}
{{- if and (or (eq $v.gateway.exposure "ingress") $made) (not $v.gateway.tlsSecret) }}
gateway.tlsSecret: give the Secret of the certificate
{{- end }}
{{- if and $v.telemetry.collector.enabled $v.telemetry.endpoint }}
telemetry.endpoint: is not needed with telemetry.collector.enabled
{{- end }}

{{- $resources := dict
    "database.cluster.resources" $v.database.cluster.resources
    "broker.cluster.resources" $v.broker.cluster.resources
    "trial.postgresql.resources" $v.trial.postgresql.resources
    "trial.rabbitmq.resources" $v.trial.rabbitmq.resources
    "migrations.resources" $v.migrations.resources
    "telemetry.collector.resources" $v.telemetry.collector.resources
    "reconcile.resources" $v.reconcile.resources }}
{{- $ours := list "ASPNETCORE_ENVIRONMENT" "ASPNETCORE_HTTP_PORTS" "DOTNET_ENVIRONMENT" "DataProtection__Path"
    "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_RESOURCE_ATTRIBUTES" "Otel__Ratio" "SSL_CERT_DIR" "Drain__Seconds"
    "DATABASE_.*" "BROKER_.*" "(Auth|Limits|Forwarded|Cors|ReverseProxy)__.*" | join "|" | printf "^(%s)$" }}
{{- range $component := splitList " " (include "platform.workloads" .) }}
  {{- $w := include "platform.workload" (dict "root" $ "component" $component) | fromJson }}
  {{- $_ := set $resources (printf "workloads.%s.resources" $component) $w.resources }}
  {{- if and $w.autoscaling.enabled (not ($w.resources.requests | default dict).cpu) }}
workloads.{{ $component }}.resources.requests.cpu: is needed with autoscaling,
    {{- " or an added replica may start on a node without free processor time" }}
  {{- end }}
  {{- with and $w.autoscaling.enabled ($w.resources.limits | default dict).cpu }}
    {{- if ge (float64 (include "platform.quantity" $w.autoscaling.averageCpu)) (float64 (include "platform.quantity" .)) }}
workloads.{{ $component }}.autoscaling.averageCpu: must be below resources.limits.cpu,
      {{- " or no replica would ever be added" }}
    {{- end }}
  {{- end }}
  {{- if gt (int $w.autoscaling.minReplicas) (int $w.autoscaling.maxReplicas) }}
workloads.{{ $component }}.autoscaling.minReplicas: is greater than maxReplicas
  {{- end }}
  {{- if lt (int $w.terminationGracePeriodSeconds) (add (int $w.drainSeconds) 25) }}
workloads.{{ $component }}.terminationGracePeriodSeconds: must be 25 more than drainSeconds
  {{- end }}
  {{- range $name, $_ := $w.environment }}
    {{- if regexMatch $ours $name }}
workloads.{{ $component }}.environment.{{ $name }}: the chart sets it from another value
    {{- end }}
    {{- if regexMatch "(?i)^(ConnectionStrings|Sealing)__|Password|DevelopmentKey" $name }}
workloads.{{ $component }}.environment.{{ $name }}: put secrets into Secrets, see secrets and environmentFrom
    {{- end }}
  {{- end }}
  {{- range $name, $_ := $w.podLabels }}
    {{- if regexMatch "^(app.kubernetes.io|platform|pod-template-hash)(/|$)" $name }}
workloads.{{ $component }}.podLabels.{{ $name }}: Services and policies choose pods by it
    {{- end }}
  {{- end }}
{{- end }}
{{- range $name, $value := $resources }}
{{- include "platform.wrong.resources" (dict "name" $name "resources" $value) }}
{{- end }}
{{- end }}

{{- define "platform.validate" -}}
{{- with include "platform.wrong" . }}{{ fail (replace "\n" "\n  " .) }}{{ end }}
{{- end }}
