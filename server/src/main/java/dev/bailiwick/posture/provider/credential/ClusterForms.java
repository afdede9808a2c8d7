package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.document.CloudsYaml;
import dev.bailiwick.posture.provider.document.Kubeconfig;

import java.util.Optional;

final class ClusterForms {

    private static final Input<String> KUBECONFIG =
            Input.required("kubeconfig_content", Kind.parsed(Kubeconfig::read, content -> content));

    static final Form KUBERNETES =
            Form.of("Kubernetes kubeconfig")
                    .with(KUBECONFIG)
                    .making(given -> new ClusterCredentials.Kubernetes(given.hidden(KUBECONFIG)));

    private static final Input<String> CLOUDS =
            Input.required(
                    "clouds_yaml_content", Kind.parsed(CloudsYaml::read, content -> content));
    private static final Input<String> CLOUD = Fields.required("clouds_yaml_cloud");

    static final Form OPENSTACK =
            Form.of("OpenStack clouds.yaml")
                    .with(CLOUDS, CLOUD)
                    .where(ClusterForms::cloud)
                    .making(
                            given ->
                                    new ClusterCredentials.OpenStack(
                                            given.hidden(CLOUDS), given.require(CLOUD)));

    private ClusterForms() {}

    static Optional<ApiError> misfit(Hidden kubeconfig, String uid) {
        return Kubeconfig.missing(kubeconfig.text(), uid)
                .map(missing -> Rule.at(KUBECONFIG, "invalid", missing));
    }

    private static Optional<ApiError> cloud(Given given) {
        return CloudsYaml.has(given.require(CLOUDS), given.require(CLOUD))
                ? Optional.empty()
                : Optional.of(
                        Rule.at(CLOUD, "invalid", "There is no cloud of this name in the file."));
    }
}
