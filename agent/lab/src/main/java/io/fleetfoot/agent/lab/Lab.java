package io.fleetfoot.agent.lab;

import com.google.gson.JsonArray;
import io.fleetfoot.agent.lab.HostImage.LabKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A service and the hosts it reboots, all on this machine and gone when closed. */
public final class Lab implements AutoCloseable {

  /**
   * What the firmware's kernel is started with: {@code no_timer_check} and {@code tsc=reliable}
   * because QEMU's clocks are late when the machine is busy, {@code panic=} so that a kernel that
   * dies comes back through the firmware.
   */
  public static final String COMMAND_LINE =
      "console=ttyS0 quiet no_timer_check tsc=reliable crashkernel=256M panic=5";

  /** What a kernel image's command line is in the lab: that of the running kernel. */
  public static final String SAME_COMMAND_LINE = "{running}";

  private static final Duration REGISTRATION_LIMIT = Duration.ofMinutes(4);
  private static final int MEMORY_MEBIBYTES = 1024;

  private final Checkout checkout;
  private final HostImage image;
  private final Path directory;
  private final String joinToken = "jt_" + UUID.randomUUID();
  private final String adminToken = "lab_" + UUID.randomUUID();
  private final LabSigner signer;
  private final LabCertificates certificates;
  private final List<String> serviceOptions;
  private final ServiceProcess service;
  private final List<ServiceProcess> replicas = new ArrayList<>();
  private final OperatorApi api;
  private final List<VirtualHost> hosts = new ArrayList<>();
  private boolean closed;

  /**
   * A lab in a new directory; {@code serviceOptions} are Spring Boot arguments. Nothing runs yet.
   */
  public Lab(Checkout checkout, HostImage image, List<String> serviceOptions) {
    this.checkout = checkout;
    this.image = image;
    this.directory = newDirectory();
    this.signer = new LabSigner(checkout.agentJar(), directory.resolve("signing"));
    this.certificates = LabCertificates.make(created(directory.resolve("certificates")));
    this.serviceOptions = new ArrayList<>(serviceOptions);
    this.serviceOptions.addAll(certificates.serviceOptions());
    this.serviceOptions.add("--fleetfoot.import-directory=" + image.root().getParent());
    this.service = serviceIn(directory.resolve("service"), this.serviceOptions);
    this.api = new OperatorApi(service.url(), certificates.trust(), adminToken);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "lab-shutdown"));
  }

  /** Where logs, disks and the service's home are. */
  public Path directory() {
    return directory;
  }

  /** The service's process. */
  public ServiceProcess service() {
    return service;
  }

  /** The service as operators see it. */
  public OperatorApi api() {
    return api;
  }

  /** With what an operator of this lab comes in. */
  public String adminToken() {
    return adminToken;
  }

  /** The hosts, in the order they were added. */
  public List<VirtualHost> hosts() {
    return List.copyOf(hosts);
  }

  /** The certificate of the CA that has issued the service's, as a PEM file. */
  public Path serviceCa() {
    return certificates.authority();
  }

  /** The kernel the hosts are to get. */
  public LabKernel target() {
    return image.to();
  }

  /** The kernel that the hosts' firmware starts. */
  public LabKernel source() {
    return image.from();
  }

  /** Signs the kernel that the hosts are to get, registers it, and returns the image's id. */
  public String createKernelImage(String name, String commandLine) {
    return createKernelImage(name, target(), commandLine);
  }

  /** Signs the kernel, registers it, and returns the image's id. */
  public String createKernelImage(String name, LabKernel kernel, String commandLine) {
    return api.createKernelImage(name, signer.sign(kernel, commandLine), kernel);
  }

  /** Starts the service and waits until it is healthy. */
  public void startService() {
    service.start(api);
  }

  /** Starts a second service over the first one's database and files, and waits for its health. */
  public ServiceProcess startReplica() {
    var database = ServiceDatabase.of(service.home());
    Path home = created(directory.resolve("replica-" + (replicas.size() + 1)));
    service.shareFilesWith(home);
    List<String> options = new ArrayList<>(serviceOptions);
    options.addAll(database.options());
    ServiceProcess replica = serviceIn(home, options);
    replicas.add(replica);
    replica.start(new OperatorApi(replica.url(), certificates.trust(), adminToken));
    return replica;
  }

  /**
   * Adds a host and switches it on. {@code extra} are agent properties beside those every host has.
   */
  public VirtualHost startHost(String hostname, String commandLine, Map<String, String> extra) {
    return startHost(hostname, commandLine, extra, VirtualHost.Root.readOnly(image.root()));
  }

  /** The same, with a root file system of its own. */
  public VirtualHost startHost(
      String hostname, String commandLine, Map<String, String> extra, VirtualHost.Root root) {
    return startHost(hostname, image.from(), commandLine, extra, root);
  }

  /** The same, with a kernel of its own that its firmware starts. */
  public VirtualHost startHost(
      String hostname,
      LabKernel bootKernel,
      String commandLine,
      Map<String, String> extra,
      VirtualHost.Root root) {
    Map<String, String> properties = new HashMap<>();
    properties.put("service.url", service.url().replace("127.0.0.1", "10.0.2.2"));
    properties.put("service.ca", HostDisk.SERVICE_CA);
    properties.put("join.token", joinToken);
    properties.put("state.directory", "/host/fleetfoot");
    properties.put("trusted.keys", HostDisk.TRUSTED_KEYS);
    properties.put("labels.site", "lab");
    properties.putAll(extra);
    HostDisk.pin(created(directory.resolve(hostname)), signer.publicKey());
    VirtualHost host =
        new VirtualHost(
            new VirtualHost.Setup(
                hostname,
                UUID.nameUUIDFromBytes(hostname.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", ""),
                bootKernel,
                root,
                checkout.agentJar(),
                checkout.labJar(),
                certificates.authority(),
                properties,
                commandLine,
                MEMORY_MEBIBYTES,
                Ports.free(),
                Ports.free()),
            created(directory.resolve(hostname)));
    switchOn(host);
    return host;
  }

  /** While a signal closes the lab, no host is started that nobody would end. */
  private synchronized void switchOn(VirtualHost host) {
    if (closed) {
      throw new LabException("the lab is closed: host " + host.hostname() + " is not started");
    }
    hosts.add(host);
    host.start();
  }

  /** Waits until the service knows as many hosts as were started. */
  public void awaitRegistration() {
    awaitRegistration(REGISTRATION_LIMIT);
  }

  /** The same, of hosts that take longer to start. */
  public void awaitRegistration(Duration limit) {
    Waiting.until(
        hosts.size() + " hosts are registered; their consoles are in " + directory,
        limit,
        () -> knownHosts().size() >= hosts.size());
  }

  /** What the service knows of its hosts. */
  public JsonArray knownHosts() {
    return api.hosts();
  }

  /** Ends every process of this lab; logs stay. */
  @Override
  public synchronized void close() {
    closed = true;
    hosts.forEach(VirtualHost::close);
    replicas.forEach(ServiceProcess::close);
    service.close();
  }

  /** Removes what the lab wrote; for use after {@link #close} when nobody needs the logs. */
  public void deleteFiles() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new LabException("cannot remove " + directory, e);
    }
  }

  private ServiceProcess serviceIn(Path home, List<String> options) {
    return new ServiceProcess(
        checkout.serviceJar(), home, Ports.free(), joinToken, adminToken, options);
  }

  private static Path newDirectory() {
    try {
      Path directory = Files.createTempDirectory("fleetfoot-lab-");
      // PostgreSQL does not run as root: another user must be able to reach its data below
      return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new LabException("cannot make a directory for the lab", e);
    }
  }

  private static Path created(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new LabException("cannot make " + path, e);
    }
  }
}
