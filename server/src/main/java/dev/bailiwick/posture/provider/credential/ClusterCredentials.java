package dev.bailiwick.posture.provider.credential;

/** For clusters and clouds of one's own. */
public sealed interface ClusterCredentials extends Credentials {

    /**
     * @param kubeconfig JSON, which needs neither a program nor a file of the machine it is used on
     */
    record Kubernetes(Hidden kubeconfig) implements ClusterCredentials {}

    /**
     * @param clouds a {@code clouds.yaml} as JSON, which needs no file of the machine it is used on
     * @param cloud the name of the one that is meant
     */
    record OpenStack(Hidden clouds, String cloud) implements ClusterCredentials {}
}
