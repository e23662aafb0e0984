{{/* A quantity of Kubernetes as a number. */}}
{{- define "platform.quantity" -}}
{{- $suffix := regexFind "[A-Za-z]*$" (toString .) -}}
{{- mulf (float64 (trimSuffix $suffix (toString .))) (get (dict "" 1.0 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0) $suffix) -}}
{{- end }}

{{/* What is wrong with requests and limits, a line each. usage: (dict "name" "migrations.resources" "resources" value) */}}
{{- define "platform.validate.resources" -}}
{{- range $kind, $asked := .resources.requests }}
  {{- with index ($.resources.limits | default dict) $kind }}
    {{- if gt (float64 (include "platform.quantity" $asked)) (float64 (include "platform.quantity" .)) }}
{{ $.name }}.requests.{{ $kind }}: is greater than limits.{{ $kind }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{/* How many connections the services may open to each server, as JSON; with one replica more of each while it is replaced, and one more of each by which it says whether it is ready. */}}
{{- define "platform.connections" -}}
{{- $of := dict -}}
{{- $pool := regexFind "[0-9]+$" (regexFind "(?i)max(imum)? ?pool ?size *= *[0-9]+" .Values.database.parameters) | default "100" | int -}}
{{- range $component := splitList " " (include "platform.services" .) }}
  {{- $at := include "platform.database" (dict "root" $ "component" $component) | fromJson -}}
  {{- $w := include "platform.workload" (dict "root" $ "component" $component) | fromJson -}}
  {{- $server := printf "%s:%d" $at.host (int $at.port) -}}
  {{- $replicas := add 1 (ternary (int $w.autoscaling.maxReplicas) (int $w.replicas) $w.autoscaling.enabled) -}}
  {{- $_ := set $of $server (add (get $of $server | default 0) (mul $replicas (add $pool 1))) -}}
{{- end -}}
{{ toJson $of }}
{{- end }}

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
{{- $known := dict "external" (int $v.database.maxConnections) "trial" 300 "cloudnative-pg" (int ($v.database.cluster.parameters.max_connections | default 100)) -}}
{{- $where := dict "external" "database.maxConnections" "trial" "database.parameters" "cloudnative-pg" "database.cluster.parameters.max_connections" -}}
{{- range $server, $opened := include "platform.connections" . | fromJson }}
  {{- $most := int (get $known $v.database.mode) -}}
  {{- if and $most (gt (mul 10 (int $opened)) (mul 9 $most)) }}{{ $wrong = append $wrong (printf "%s: the replicas may open %d connections to %s, of %d, of which a tenth must stay free; fewer replicas, or a smaller Maximum Pool Size in database.parameters" (get $where $v.database.mode) (int $opened) $server $most) }}{{ end -}}
{{- end -}}
{{- $resources := dict "database.cluster.resources" $v.database.cluster.resources "broker.cluster.resources" $v.broker.cluster.resources "trial.postgresql.resources" $v.trial.postgresql.resources "trial.rabbitmq.resources" $v.trial.rabbitmq.resources "migrations.resources" $v.migrations.resources "telemetry.collector.resources" $v.telemetry.collector.resources "reconcile.resources" $v.reconcile.resources -}}
{{- if ne $v.gateway.exposure "none" }}
  {{- if not $v.gateway.host }}{{ $wrong = append $wrong "gateway.host: give the host name the gateway is reached by" }}{{ end -}}
  {{- if not $v.gateway.trustedNetworks }}{{ $wrong = append $wrong "gateway.trustedNetworks: give the networks of the ingress controller, or every caller would share one address and one limit" }}{{ end -}}
  {{- if and $v.networkPolicies.enabled (not $v.networkPolicies.gatewayFrom) (not $v.networkPolicies.gatewayFromEntities) }}{{ $wrong = append $wrong "networkPolicies.gatewayFrom: name the ingress controller, or nobody reaches the gateway" }}{{ end -}}
{{- end -}}
{{- if and (ne $v.gateway.service.type "ClusterIP") $v.networkPolicies.enabled (not $v.networkPolicies.gatewayFrom) (not $v.networkPolicies.gatewayFromEntities) }}{{ $wrong = append $wrong (printf "networkPolicies.gatewayFrom: name the addresses that come by the Service of type %s, or nobody reaches the gateway" $v.gateway.service.type) }}{{ end -}}
{{- if and (eq $v.gateway.service.type "ClusterIP") (or $v.gateway.service.nodePort $v.gateway.service.loadBalancerClass $v.gateway.service.externalTrafficPolicy) }}{{ $wrong = append $wrong "gateway.service.type: what else is set under gateway.service needs NodePort or LoadBalancer" }}{{ end -}}
{{- if and (eq $v.gateway.exposure "ingress") (not $v.gateway.tlsSecret) }}{{ $wrong = append $wrong "gateway.tlsSecret: give the Secret of the certificate" }}{{ end -}}
{{- if and (eq $v.gateway.exposure "httpRoute") (not $v.gateway.httpRoute.parent.name) }}
  {{- if not $v.gateway.httpRoute.className }}{{ $wrong = append $wrong "gateway.httpRoute.className: give the class of the Gateway to make, or gateway.httpRoute.parent.name" }}{{ end -}}
  {{- if not $v.gateway.tlsSecret }}{{ $wrong = append $wrong "gateway.tlsSecret: give the Secret of the certificate" }}{{ end -}}
{{- end -}}
{{- if and $v.telemetry.collector.enabled $v.telemetry.endpoint }}{{ $wrong = append $wrong "telemetry.endpoint: is not needed with telemetry.collector.enabled" }}{{ end -}}
{{- range $component := splitList " " (include "platform.workloads" .) }}
  {{- $w := include "platform.workload" (dict "root" $ "component" $component) | fromJson -}}
  {{- $_ := set $resources (printf "workloads.%s.resources" $component) $w.resources -}}
  {{- if $w.autoscaling.enabled }}
    {{- if not (($w.resources.requests | default dict).cpu) }}{{ $wrong = append $wrong (printf "workloads.%s.resources.requests.cpu: is needed with autoscaling, or a replica that is added comes to a node that has no processor left for it" $component) }}{{ end -}}
    {{- with ($w.resources.limits | default dict).cpu }}
      {{- if ge (float64 (include "platform.quantity" $w.autoscaling.averageCpu)) (float64 (include "platform.quantity" .)) }}{{ $wrong = append $wrong (printf "workloads.%s.autoscaling.averageCpu: is not below resources.limits.cpu, so that no replica would ever be added" $component) }}{{ end -}}
    {{- end -}}
  {{- end -}}
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
{{- range $name, $value := $resources }}
  {{- range include "platform.validate.resources" (dict "name" $name "resources" $value) | splitList "\n" }}{{ with trim . }}{{ $wrong = append $wrong . }}{{ end }}{{ end -}}
{{- end -}}
{{- if $wrong }}{{ fail (printf "\n  %s" (join "\n  " $wrong)) }}{{ end -}}
{{- end }}
