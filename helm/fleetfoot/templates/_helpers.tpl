{{/* The chart's name in labels. */}}
{{- define "fleetfoot.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* What every name of this release begins with. */}}
{{- define "fleetfoot.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "fleetfoot.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "fleetfoot.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "fleetfoot.service.fullname" -}}
{{- include "fleetfoot.fullname" . }}-service
{{- end }}

{{- define "fleetfoot.agent.fullname" -}}
{{- include "fleetfoot.fullname" . }}-agent
{{- end }}

{{/* The labels that every object has; never part of a selector. */}}
{{- define "fleetfoot.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: fleetfoot
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "fleetfoot.selectorLabels" -}}
app.kubernetes.io/name: {{ include "fleetfoot.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "fleetfoot.service.selectorLabels" -}}
{{ include "fleetfoot.selectorLabels" . }}
app.kubernetes.io/component: service
{{- end }}

{{- define "fleetfoot.service.labels" -}}
{{ include "fleetfoot.service.selectorLabels" . }}
{{ include "fleetfoot.labels" . }}
{{- end }}

{{- define "fleetfoot.agent.selectorLabels" -}}
{{ include "fleetfoot.selectorLabels" . }}
app.kubernetes.io/component: agent
{{- end }}

{{- define "fleetfoot.agent.labels" -}}
{{ include "fleetfoot.agent.selectorLabels" . }}
{{ include "fleetfoot.labels" . }}
{{- end }}

{{- define "fleetfoot.service.serviceAccountName" -}}
{{- if .Values.service.serviceAccount.create }}
{{- default (include "fleetfoot.service.fullname" .) .Values.service.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.service.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "fleetfoot.agent.serviceAccountName" -}}
{{- if .Values.agent.serviceAccount.create }}
{{- default (include "fleetfoot.agent.fullname" .) .Values.agent.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.agent.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* registry/repository:tag or @digest; takes a dict of root and image. */}}
{{- define "fleetfoot.image" -}}
{{- $name := printf "%s/%s" .image.registry .image.repository | trimPrefix "/" }}
{{- if .image.digest }}
{{- printf "%s@%s" $name .image.digest }}
{{- else }}
{{- printf "%s:%s" $name (default .root.Chart.AppVersion .image.tag) }}
{{- end }}
{{- end }}

{{- define "fleetfoot.joinTokenSecretName" -}}
{{- if .Values.joinToken.value }}
{{- include "fleetfoot.fullname" . }}-join-token
{{- else }}
{{- .Values.joinToken.existingSecret }}
{{- end }}
{{- end }}

{{- define "fleetfoot.service.claimName" -}}
{{- default (printf "%s-home" (include "fleetfoot.service.fullname" .)) .Values.service.persistence.existingClaim }}
{{- end }}

{{/* Where agents find the service. */}}
{{- define "fleetfoot.agent.serviceUrl" -}}
{{- if .Values.agent.serviceUrl }}
{{- .Values.agent.serviceUrl }}
{{- else }}
{{- printf "%s://%s.%s.svc:%d" (ternary "https" "http" (ne .Values.service.tls.secretName "")) (include "fleetfoot.service.fullname" .) .Release.Namespace (int .Values.service.http.port) }}
{{- end }}
{{- end }}

{{- define "fleetfoot.trustedKeysName" -}}
{{- if .Values.agent.trustedKeys.keys }}
{{- include "fleetfoot.fullname" . }}-trusted-keys
{{- else }}
{{- .Values.agent.trustedKeys.existingConfigMap }}
{{- end }}
{{- end }}

{{/* The volume source of the CA that agents pin; nothing if they pin none. */}}
{{- define "fleetfoot.agent.serviceCa" -}}
{{- $ca := .Values.agent.serviceCa }}
{{- if $ca.existingConfigMap }}
configMap:
  name: {{ $ca.existingConfigMap }}
  items:
    - key: {{ $ca.key }}
      path: ca.crt
{{- else if $ca.existingSecret }}
secret:
  secretName: {{ $ca.existingSecret }}
  items:
    - key: {{ $ca.key }}
      path: ca.crt
{{- else if and .Values.service.enabled .Values.service.tls.secretName (not .Values.agent.serviceUrl) }}
secret:
  secretName: {{ .Values.service.tls.secretName }}
  items:
    - key: ca.crt
      path: ca.crt
{{- end }}
{{- end }}

{{/* Combinations that the schema cannot refuse. */}}
{{- define "fleetfoot.judge" -}}
{{- if not (or .Values.service.enabled .Values.agent.enabled) }}
{{- fail "nothing to install: service.enabled and agent.enabled are both false" }}
{{- end }}
{{- if and .Values.agent.enabled (not .Values.service.enabled) (not .Values.agent.serviceUrl) }}
{{- fail "agent.serviceUrl is empty, and this release has no service; say where the service is, such as https://fleetfoot.example.com" }}
{{- end }}
{{- if not (or .Values.joinToken.value .Values.joinToken.existingSecret) }}
{{- fail "joinToken: neither existingSecret nor value is set; agents could not register" }}
{{- end }}
{{- if and .Values.agent.enabled (not .Values.agent.trustedKeys.keys) (not .Values.agent.trustedKeys.existingConfigMap) }}
{{- fail "agent.trustedKeys: neither existingConfigMap nor keys is set; an agent without a trusted key refuses every kernel image" }}
{{- end }}
{{- if and .Values.agent.serviceCa.existingSecret .Values.agent.serviceCa.existingConfigMap }}
{{- fail "agent.serviceCa: existingSecret and existingConfigMap are both set; name one" }}
{{- end }}
{{- if and .Values.agent.enabled (or .Values.agent.serviceCa.existingSecret .Values.agent.serviceCa.existingConfigMap) (not (hasPrefix "https:" (include "fleetfoot.agent.serviceUrl" .))) }}
{{- fail (printf "agent.serviceCa is set, but agents speak to %s; give an https agent.serviceUrl or set service.tls.secretName" (include "fleetfoot.agent.serviceUrl" .)) }}
{{- end }}
{{- if .Values.service.enabled }}
{{- if and .Values.database.embedded (gt (int .Values.service.replicas) 1) }}
{{- fail (printf "service.replicas is %d with database.embedded; a replica's own PostgreSQL is known to no other, so set replicas to 1 or give an external database" (int .Values.service.replicas)) }}
{{- end }}
{{- if not (or .Values.database.embedded .Values.database.existingSecret) }}
{{- fail "database: neither existingSecret nor embedded is set" }}
{{- end }}
{{- if gt (int .Values.service.replicas) 1 }}
{{- if not .Values.service.persistence.enabled }}
{{- fail (printf "service.replicas is %d without service.persistence; kernel images must be there for every replica, so enable it or set replicas to 1" (int .Values.service.replicas)) }}
{{- end }}
{{- if not (or .Values.service.persistence.existingClaim (has "ReadWriteMany" .Values.service.persistence.accessModes)) }}
{{- fail (printf "service.replicas is %d on a volume without ReadWriteMany; kernel images must be there for every replica, so give a storage class that has it, an existingClaim, or set replicas to 1" (int .Values.service.replicas)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
