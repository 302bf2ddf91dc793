package io.fleetfoot.service.kubernetes.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A kube-apiserver over etcd with the controllers that a drain meets (Deployment, ReplicaSet,
 * DaemonSet, disruption), all on loopback. Nodes come from {@link FakeKubelet}.
 */
public final class LocalCluster implements AutoCloseable {

  /** The user that the chart's ClusterRole is bound to. */
  public static final String SERVICE_ACCOUNT = "system:serviceaccount:fleetfoot:fleetfoot";

  private static final String BUILD = "service/local-cluster/build-apiserver";
  private static final String ADMIN_TOKEN = "token-of-the-admin";
  private static final String SERVICE_TOKEN = "token-of-the-service";
  private static final Duration START = Duration.ofMinutes(2);

  private final Path programs;
  private final Path directory;
  private final int etcdPort;
  private final int apiPort;
  private final Program etcd;
  private Program apiServer;
  private final Program controllers;

  private LocalCluster(Path programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
    this.etcdPort = freePort();
    this.apiPort = freePort();
    writeCredentials();
    this.etcd = startEtcd();
    this.apiServer = startApiServer();
    awaitReady();
    this.controllers = startControllers();
  }

  private static @Nullable LocalCluster shared;

  /**
   * Returns the cluster of this JVM, which ends with it; tests in it keep to namespaces and nodes
   * of their own.
   */
  public static synchronized LocalCluster shared() {
    if (shared == null) {
      try {
        shared = start(Files.createTempDirectory("fleetfoot-kube"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /**
   * Starts a cluster in a directory, or skips the test where no API server was built; with
   * FLEETFOOT_REQUIRE_KUBE=1 its absence is a failure.
   */
  public static LocalCluster start(Path directory) {
    Optional<Path> built = built();
    if (built.isEmpty()) {
      String message = "no kube-apiserver is built; " + BUILD + " builds it (root, once)";
      if ("1".equals(System.getenv("FLEETFOOT_REQUIRE_KUBE"))) {
        throw new IllegalStateException(message);
      }
      Assumptions.abort(message);
    }
    return new LocalCluster(built.orElseThrow(), directory);
  }

  /** Returns a client that may do everything. */
  public KubernetesClient admin() {
    return client(ADMIN_TOKEN);
  }

  /** Returns a client with the rights that are bound to {@link #SERVICE_ACCOUNT}, no more. */
  public KubernetesClient service() {
    return client(SERVICE_TOKEN);
  }

  /** Ends the API server as a crash would; etcd and what is in it stay. */
  public void stopApiServer() {
    apiServer.close();
  }

  /** Starts the API server again, at the same address. */
  public void startApiServerAgain() {
    apiServer = startApiServer();
    awaitReady();
  }

  /** Writes a kubeconfig that may do everything and returns its path. */
  public Path kubeconfigOfAdmin() {
    return kubeconfig("admin", ADMIN_TOKEN);
  }

  /** Writes a kubeconfig with the rights of the service and returns its path. */
  public Path kubeconfigOfService() {
    return kubeconfig("service", SERVICE_TOKEN);
  }

  /** Returns the address of the API server. */
  public String url() {
    return "https://127.0.0.1:" + apiPort;
  }

  @Override
  public void close() {
    controllers.close();
    apiServer.close();
    etcd.close();
  }

  private KubernetesClient client(String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withCaCertFile(directory.resolve("certs/apiserver.crt").toString())
            .withOauthToken(token)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private Program startEtcd() {
    String url = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + freePort();
    return Program.start(
        programs.resolve("etcd"),
        directory,
        List.of(
            "--name=test",
            "--data-dir=" + directory.resolve("etcd"),
            "--listen-client-urls=" + url,
            "--advertise-client-urls=" + url,
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=test=" + peer,
            "--unsafe-no-fsync"));
  }

  private Program startApiServer() {
    return Program.start(
        programs.resolve("kube-apiserver"),
        directory,
        List.of(
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + apiPort,
            "--cert-dir=" + directory.resolve("certs"),
            "--token-auth-file=" + directory.resolve("tokens.csv"),
            "--authorization-mode=RBAC",
            "--anonymous-auth=true",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-signing-key-file=" + directory.resolve("service-account.key"),
            "--service-account-key-file=" + directory.resolve("service-account.key"),
            "--service-cluster-ip-range=10.0.0.0/24",
            "--endpoint-reconciler-type=none",
            "--disable-admission-plugins=ServiceAccount"));
  }

  private Program startControllers() {
    return Program.start(
        programs.resolve("kube-controller-manager"),
        directory,
        List.of(
            "--kubeconfig=" + kubeconfig("controllers", ADMIN_TOKEN),
            "--leader-elect=false",
            "--port=0",
            "--secure-port=0",
            "--kube-api-qps=200",
            "--kube-api-burst=200",
            "--controllers=deployment,replicaset,daemonset,disruption,garbagecollector"));
  }

  private void awaitReady() {
    try {
      Awaitility.await("kube-apiserver at " + url())
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .until(this::isReady);
    } catch (RuntimeException e) {
      throw new IllegalStateException(apiServer.lastLines(), e);
    }
  }

  private boolean isReady() {
    if (!apiServer.isRunning()) {
      throw new IllegalStateException("kube-apiserver ended");
    }
    if (!Files.exists(directory.resolve("certs/apiserver.crt"))) {
      return false;
    }
    try (KubernetesClient client = admin()) {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private void writeCredentials() {
    write(
        "tokens.csv",
        """
        %s,admin,admin,"system:masters"
        %s,%s,service,"system:serviceaccounts,system:serviceaccounts:fleetfoot"
        """
            .formatted(ADMIN_TOKEN, SERVICE_TOKEN, SERVICE_ACCOUNT));
    write("service-account.key", privateKey());
  }

  private Path kubeconfig(String name, String token) {
    return write(
        name + ".kubeconfig",
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster:
            server: %s
            certificate-authority: %s
        users:
        - name: %s
          user:
            token: %s
        contexts:
        - name: test
          context:
            cluster: test
            user: %s
            namespace: fleetfoot
        """
            .formatted(url(), directory.resolve("certs/apiserver.crt"), name, token, name));
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      String key =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
      return "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Path> built() {
    try {
      Process process =
          new ProcessBuilder(SourceTree.file(BUILD).toString(), "--if-there")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String printed = new String(process.getInputStream().readAllBytes()).strip();
      if (process.waitFor() != 0) {
        return Optional.empty();
      }
      try (var found = Files.list(Path.of(printed).resolve("k8s"))) {
        return found.findFirst();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
