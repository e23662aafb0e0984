{{/* Host, port and name of a service's database. usage: (dict "root" $ "component" "census") */}}
{{- define "platform.database" -}}
{{- $d := .root.Values.database -}}
{{- $own := index $d.services .component | default dict -}}
{{- $host := $d.host -}}
{{- if eq $d.mode "cloudnative-pg" }}{{ $host = printf "%s-postgresql-rw" .root.Release.Name }}{{ end -}}
{{- if eq $d.mode "trial" }}{{ $host = printf "%s-postgresql" .root.Release.Name }}{{ end -}}
{{- $port := ternary $d.port 5432 (eq $d.mode "external") -}}
{{- dict "host" ($own.host | default $host) "port" (int ($own.port | default $port)) "name" ($own.name | default .component) | toJson -}}
{{- end }}

{{/* Whether a commit waits for a standby; "" means no. usage: database.cluster */}}
{{- define "platform.database.synchronous" -}}
{{- $enabled := toString .synchronous.enabled -}}
{{- if or (eq $enabled "true") (and (eq $enabled "auto") (ge (int .instances) 3)) }}yes{{ end }}
{{- end }}

{{/*
A connection string that the kubelet completes with a Secret's user and password.
usage: root, component, kind App or Owner, password true or false
*/}}
{{- define "platform.connection" -}}
{{- $d := .root.Values.database -}}
{{- $at := include "platform.database" . | fromJson -}}
{{- $secret := include "platform.secret" (dict "root" .root "part" (printf "%s-%s" .component (lower .kind))) -}}
{{- $text := printf "Host=%s;Port=%d;Database=%s;Username=$(DATABASE_%s_USER)" $at.host (int $at.port) $at.name (upper .kind) -}}
{{- if .password }}{{ $text = printf "%s;Password=\"$(DATABASE_%s_PASSWORD)\"" $text (upper .kind) }}{{ end -}}
{{- $sslMode := get (dict "external" $d.sslMode "cloudnative-pg" "VerifyFull" "trial" "Disable") $d.mode -}}
{{- $text = printf "%s;SSL Mode=%s" $text $sslMode -}}
{{- if and (ne $d.mode "trial") (or .root.Values.certificateAuthority.configMap (eq $d.mode "cloudnative-pg")) -}}
  {{- $file := include "platform.authority.file" .root -}}
  {{- $text = printf "%s;Root Certificate=/etc/platform/authority/%s" $text $file -}}
{{- end -}}
{{- with $d.parameters }}{{ $text = printf "%s;%s" $text . }}{{ end -}}
- name: DATABASE_{{ upper .kind }}_USER
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: username } }
{{- if .password }}
- name: DATABASE_{{ upper .kind }}_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: password } }
{{- end }}
- name: ConnectionStrings__{{ .kind }}
  value: {{ $text | squote }}
{{- end }}

{{/* Whether the RabbitmqCluster made here encrypts; "" means no. */}}
{{- define "platform.broker.encrypted" -}}
{{- if and (eq .Values.broker.mode "operator") (eq .Values.broker.scheme "amqps") }}yes{{ end }}
{{- end }}

{{/*
The broker's host name includes the namespace: KEDA resolves it in its own namespace, and the certificate has whole
names.
*/}}
{{- define "platform.broker" -}}
{{- $b := .Values.broker -}}
{{- $encrypted := not (empty (include "platform.broker.encrypted" .)) -}}
{{- $host := printf "%s-rabbitmq" .Release.Name -}}
{{- if or .Values.keda.enabled $encrypted }}{{ $host = printf "%s.%s.svc" $host .Release.Namespace }}{{ end -}}
{{- if eq $b.mode "external" }}{{ dict "scheme" $b.scheme "host" $b.host "port" $b.port | toJson }}
{{- else if $encrypted }}{{ dict "scheme" "amqps" "host" $host "port" 5671 | toJson }}
{{- else }}{{ dict "scheme" "amqp" "host" $host "port" 5672 | toJson }}
{{- end }}
{{- end }}

{{- define "platform.broker.settings" -}}
{{- $at := include "platform.broker" . | fromJson -}}
{{- $secret := include "platform.secret" (dict "root" . "part" "broker") -}}
- name: BROKER_USER
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: username } }
- name: BROKER_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: password } }
- name: ConnectionStrings__Broker
  value: {{ .Values.broker.virtualHost | replace "/" "%2F"
    | printf "%s://$(BROKER_USER):$(BROKER_PASSWORD)@%s:%d/%s" $at.scheme $at.host (int $at.port) | squote }}
{{- end }}

{{/* Settings of all our programs. */}}
{{- define "platform.settings" -}}
{{- $v := .Values -}}
- name: ASPNETCORE_ENVIRONMENT
  value: {{ $v.environment }}
- name: DOTNET_ENVIRONMENT
  value: {{ $v.environment }}
- name: ASPNETCORE_HTTP_PORTS
  value: "8080"
- name: DataProtection__Path
  value: /tmp/keys
{{- with include "platform.telemetry.endpoint" . }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
# service.namespace separates the metrics of two installations or releases.
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ printf "service.namespace=%s/%s" $.Release.Namespace $.Release.Name | quote }}
- name: Otel__Ratio
  value: {{ $v.telemetry.ratio | quote }}
{{- end }}
{{- if or $v.certificateAuthority.configMap (include "platform.broker.encrypted" .) }}
- name: SSL_CERT_DIR
  value: /etc/ssl/certs:/etc/platform/authority
{{- end }}
{{- end }}

{{- define "platform.auth.settings" -}}
{{- $v := .Values -}}
{{- with $v.auth.authority }}
- name: Auth__Authority
  value: {{ . | quote }}
{{- end }}
- name: Auth__Audience
  value: {{ $v.auth.audience | quote }}
- name: Auth__SubjectClaim
  value: {{ $v.auth.subjectClaim | quote }}
{{- if eq $v.environment "Development" }}
- name: Auth__DevelopmentKey
  valueFrom: { secretKeyRef: { name: {{ include "platform.secret" (dict "root" . "part" "development") }}, key: key } }
- name: Auth__Trial
  value: "true"
{{- end }}
{{- end }}

{{/* Sign-in of browsers: gateway and organizations share a key. usage: root, component */}}
{{- define "platform.signIn.settings" -}}
{{- $s := .root.Values.auth.signIn -}}
{{- if and $s.clientId (has .component (list "gateway" "organizations")) }}
{{- $secret := include "platform.secret" (dict "root" .root "part" "sign-in") }}
- name: SignIn__Key
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: key } }
{{- if eq .component "gateway" }}
- name: SignIn__ClientId
  value: {{ $s.clientId | quote }}
- name: SignIn__ClientSecret
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: clientSecret, optional: true } }
- name: SignIn__Scopes
  value: {{ $s.scopes | quote }}
- name: SignIn__Hours
  value: {{ $s.hours | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "platform.gateway.settings" -}}
{{- $g := .Values.gateway -}}
{{- $root := . -}}
{{- range splitList " " (include "platform.services" .) }}
- name: ReverseProxy__Clusters__{{ . }}__Destinations__service__Address
  value: http://{{ include "platform.name" (dict "root" $root "component" .) }}:8080
{{- end }}
{{- range $i, $network := $g.trustedNetworks }}
- name: Forwarded__Networks__{{ $i }}
  value: {{ $network | quote }}
{{- end }}
- name: Forwarded__Hops
  value: {{ $g.trustedHops | quote }}
- name: Limits__Address__PerSecond
  value: {{ $g.limits.address.perSecond | int | quote }}
- name: Limits__Address__Burst
  value: {{ $g.limits.address.burst | int | quote }}
- name: Limits__Caller__PerSecond
  value: {{ $g.limits.caller.perSecond | int | quote }}
- name: Limits__Caller__Burst
  value: {{ $g.limits.caller.burst | int | quote }}
{{- range $i, $origin := $g.origins }}
- name: Cors__Origins__{{ $i }}
  value: {{ $origin | quote }}
{{- end }}
{{- end }}

{{/* The Secret's keys are the names of the settings, so that a rotation of keys changes no value. */}}
{{- define "platform.sealing" -}}
- secretRef: { name: {{ include "platform.secret" (dict "root" .root "part" (printf "%s-sealing" .component)) }} }
- secretRef: { name: {{ include "platform.secret" (dict "root" .root "part" "transport") }} }
{{- end }}

{{- define "platform.telemetry.endpoint" -}}
{{- if .Values.telemetry.collector.enabled }}http://{{ .Release.Name }}-collector:4318{{ else }}{{ .Values.telemetry.endpoint }}{{ end }}
{{- end }}

{{/* The certificate authorities: the one given, CloudNativePG's own, and that of the broker made here. */}}
{{- define "platform.authority.volume" -}}
{{- $v := .Values -}}
{{- $encrypted := include "platform.broker.encrypted" . -}}
{{- if or $v.certificateAuthority.configMap (eq $v.database.mode "cloudnative-pg") $encrypted }}
- name: authority
  projected:
    sources:
      {{- with $v.certificateAuthority.configMap }}
      - configMap: { name: {{ . }}, items: [{ key: {{ $v.certificateAuthority.key }}, path: ca.crt }] }
      {{- end }}
      {{- if eq $v.database.mode "cloudnative-pg" }}
      - secret: { name: {{ .Release.Name }}-postgresql-ca, items: [{ key: ca.crt, path: postgresql.crt }] }
      {{- end }}
      {{- if $encrypted }}
      {{- $secret := include "platform.secret" (dict "root" . "part" "broker-tls") }}
      - secret: { name: {{ $secret }}, items: [{ key: ca.crt, path: rabbitmq.crt }] }
      {{- end }}
{{- end }}
{{- end }}

{{- define "platform.authority.file" -}}
{{- if eq .Values.database.mode "cloudnative-pg" }}postgresql.crt{{ else }}ca.crt{{ end }}
{{- end }}

{{- define "platform.authority.mount" -}}
{{- if include "platform.authority.volume" . }}
- { name: authority, mountPath: /etc/platform/authority, readOnly: true }
{{- end }}
{{- end }}
