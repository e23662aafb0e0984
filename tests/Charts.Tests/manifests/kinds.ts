// The kinds that a manifest of the chart may have. For operators' kinds only the members that the chart uses are here.
import type { Deployment, StatefulSet } from "kubernetes-types/apps/v1";
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior } from "kubernetes-types/autoscaling/v2";
import type { CronJob, Job } from "kubernetes-types/batch/v1";
import type {
    Affinity, ConfigMap, LocalObjectReference, NodeAffinity, Pod, PodAffinity, PodAntiAffinity,
    ResourceRequirements, Secret, Service, ServiceAccount, Toleration,
} from "kubernetes-types/core/v1";
import type { LabelSelector, ObjectMeta } from "kubernetes-types/meta/v1";
import type { Ingress, NetworkPolicy } from "kubernetes-types/networking/v1";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1";

type Text = { [name: string]: string };
type Storage = { size: string | number; storageClass?: string };

export interface Cluster {
    apiVersion: "postgresql.cnpg.io/v1";
    kind: "Cluster";
    metadata: ObjectMeta;
    spec: {
        instances: number;
        imageName?: string;
        imagePullSecrets?: LocalObjectReference[];
        storage: Storage;
        walStorage?: Storage;
        resources?: ResourceRequirements;
        postgresql?: {
            parameters?: Text;
            pg_hba?: string[];
            synchronous?: { method: "any" | "first"; number: number; dataDurability?: "required" | "preferred" };
        };
        bootstrap?: {
            initdb?: {
                database: string;
                owner: string;
                encoding?: string;
                localeCType?: string;
                localeCollate?: string;
                dataChecksums?: boolean;
            };
            recovery?: { [name: string]: unknown };
        };
        externalClusters?: { [name: string]: unknown }[];
        managed?: {
            roles: {
                name: string;
                ensure?: "present" | "absent";
                login?: boolean;
                superuser?: boolean;
                bypassrls?: boolean;
                passwordSecret?: LocalObjectReference;
            }[];
        };
        priorityClassName?: string;
        affinity?: {
            nodeSelector?: Text;
            tolerations?: Toleration[];
            nodeAffinity?: NodeAffinity;
            additionalPodAffinity?: PodAffinity;
            additionalPodAntiAffinity?: PodAntiAffinity;
        };
        plugins?: { name: string; enabled?: boolean; isWALArchiver?: boolean; parameters?: Text }[];
        backup?: { [name: string]: unknown };
    };
}

export interface ScheduledBackup {
    apiVersion: "postgresql.cnpg.io/v1";
    kind: "ScheduledBackup";
    metadata: ObjectMeta;
    spec: {
        cluster: LocalObjectReference;
        schedule: string;
        immediate?: boolean;
        suspend?: boolean;
        backupOwnerReference?: "none" | "self" | "cluster";
        method?: "barmanObjectStore" | "volumeSnapshot" | "plugin";
        pluginConfiguration?: { name: string; parameters?: Text };
    };
}

type SecretKey = { name: string; key: string };

export interface ObjectStore {
    apiVersion: "barmancloud.cnpg.io/v1";
    kind: "ObjectStore";
    metadata: ObjectMeta;
    spec: {
        retentionPolicy?: string;
        instanceSidecarConfiguration?: { [name: string]: unknown };
        configuration: {
            destinationPath: string;
            endpointURL?: string;
            endpointCA?: SecretKey;
            s3Credentials?: { accessKeyId?: SecretKey; secretAccessKey?: SecretKey; region?: SecretKey };
            wal?: { compression?: "gzip" | "bzip2" | "snappy" | "lz4" | "xz" | "zstd"; maxParallel?: number };
            data?: { compression?: string; jobs?: number };
        };
    };
}

export interface Database {
    apiVersion: "postgresql.cnpg.io/v1";
    kind: "Database";
    metadata: ObjectMeta;
    spec: {
        cluster: LocalObjectReference;
        name: string;
        owner: string;
        template?: string;
        encoding?: string;
        localeCType?: string;
        localeCollate?: string;
        databaseReclaimPolicy?: "retain" | "delete";
    };
}

export interface RabbitmqCluster {
    apiVersion: "rabbitmq.com/v1beta1";
    kind: "RabbitmqCluster";
    metadata: ObjectMeta;
    spec: {
        replicas: number;
        image?: string;
        imagePullSecrets?: LocalObjectReference[];
        persistence?: { storage: string; storageClassName?: string };
        resources?: ResourceRequirements;
        terminationGracePeriodSeconds?: number;
        affinity?: Affinity;
        tolerations?: Toleration[];
        override?: {
            statefulSet: {
                spec: { template: { spec: { containers: never[]; nodeSelector?: Text; priorityClassName?: string } } };
            };
        };
        tls?: { secretName: string; disableNonTLSListeners?: boolean };
        rabbitmq?: { additionalConfig?: string };
    };
}

export interface ScaledObject {
    apiVersion: "keda.sh/v1alpha1";
    kind: "ScaledObject";
    metadata: ObjectMeta;
    spec: {
        scaleTargetRef: { apiVersion: string; kind: string; name: string };
        minReplicaCount: number;
        maxReplicaCount: number;
        pollingInterval: number;
        cooldownPeriod: number;
        advanced?: { horizontalPodAutoscalerConfig: { behavior: HorizontalPodAutoscalerBehavior } };
        triggers: {
            type: "cpu" | "rabbitmq";
            metricType?: "AverageValue";
            metadata: Text;
            authenticationRef?: LocalObjectReference;
        }[];
    };
}

export interface TriggerAuthentication {
    apiVersion: "keda.sh/v1alpha1";
    kind: "TriggerAuthentication";
    metadata: ObjectMeta;
    spec: {
        secretTargetRef?: { parameter: string; name: string; key: string }[];
        env?: { parameter: string; name: string; containerName?: string }[];
    };
}

type Endpoint = {
    port: string;
    interval?: string;
    path?: string;
    honorLabels?: boolean;
    params?: { [name: string]: string[] };
    scheme?: "https";
    tlsConfig?: { ca: { secret: { name: string; key: string } }; serverName: string };
};

export interface ServiceMonitor {
    apiVersion: "monitoring.coreos.com/v1";
    kind: "ServiceMonitor";
    metadata: ObjectMeta;
    spec: { selector: LabelSelector; endpoints: Endpoint[] };
}

export interface PodMonitor {
    apiVersion: "monitoring.coreos.com/v1";
    kind: "PodMonitor";
    metadata: ObjectMeta;
    spec: { selector: LabelSelector; podMetricsEndpoints: Endpoint[] };
}

export interface PrometheusRule {
    apiVersion: "monitoring.coreos.com/v1";
    kind: "PrometheusRule";
    metadata: ObjectMeta;
    spec: {
        groups: {
            name: string;
            rules: {
                alert: string;
                expr: string;
                for?: string;
                labels: Text & { severity: "critical" | "warning" };
                annotations: { summary: string };
            }[];
        }[];
    };
}

export interface Gateway {
    apiVersion: "gateway.networking.k8s.io/v1";
    kind: "Gateway";
    metadata: ObjectMeta;
    spec: {
        gatewayClassName: string;
        listeners: {
            name: string;
            port: number;
            protocol: "HTTPS" | "HTTP";
            hostname: string;
            tls?: { mode: "Terminate"; certificateRefs: { kind: "Secret"; name: string }[] };
            allowedRoutes: { namespaces: { from: "Same" } };
        }[];
    };
}

export interface HTTPRoute {
    apiVersion: "gateway.networking.k8s.io/v1";
    kind: "HTTPRoute";
    metadata: ObjectMeta;
    spec: {
        parentRefs: { name: string; namespace?: string; sectionName?: string }[];
        hostnames: string[];
        rules: {
            matches?: { path: { type: "PathPrefix"; value: string } }[];
            timeouts?: { request?: string; backendRequest?: string };
            filters?: { type: "RequestRedirect"; requestRedirect: { scheme: "https"; statusCode: 301 | 302 } }[];
            backendRefs?: { name: string; port: number }[];
        }[];
    };
}

export interface CiliumNetworkPolicy {
    apiVersion: "cilium.io/v2";
    kind: "CiliumNetworkPolicy";
    metadata: ObjectMeta;
    spec: {
        endpointSelector: LabelSelector;
        ingress: { fromEntities: string[]; toPorts: { ports: { port: string; protocol: "TCP" }[] }[] }[];
    };
}

export type Manifest =
    | Deployment | StatefulSet | CronJob | Job | Pod | Service | ServiceAccount | ConfigMap | Secret
    | HorizontalPodAutoscaler | PodDisruptionBudget | NetworkPolicy | Ingress
    | Cluster | Database | ScheduledBackup | ObjectStore | RabbitmqCluster | ScaledObject | TriggerAuthentication
    | ServiceMonitor | PodMonitor | PrometheusRule | Gateway | HTTPRoute | CiliumNetworkPolicy;
