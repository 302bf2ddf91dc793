package io.fleetfoot.agent.loop;

import io.fleetfoot.agent.client.HostDescription;
import io.fleetfoot.agent.client.HostKey;
import io.fleetfoot.agent.client.Identity;
import io.fleetfoot.agent.client.ServiceClient;
import io.fleetfoot.agent.client.ServiceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who this host is to the service: kept on the host, and asked for when it is not known. */
public final class Registration {
  private static final Logger LOG = System.getLogger(Registration.class.getName());

  private final ServiceClient service;
  private final HostKeyFile keys;
  private final IdentityFile file;
  private final JoinToken joinToken;
  private final Map<String, String> labels;
  private Standing standing = Standing.UNKNOWN;
  private Optional<String> hostId = Optional.empty();

  private enum Standing {
    KNOWN,
    UNKNOWN,
    REVOKED
  }

  /** Makes it over the directory where key and identity are kept; nothing is read yet. */
  public Registration(
      ServiceClient service, Path stateDirectory, JoinToken joinToken, Map<String, String> labels)
      throws IOException {
    Files.createDirectories(stateDirectory);
    this.service = service;
    this.keys = new HostKeyFile(stateDirectory);
    this.file = new IdentityFile(stateDirectory);
    this.joinToken = joinToken;
    this.labels = labels;
  }

  /**
   * Reads the key and the identity that the host has; a first key is made.
   *
   * @throws UnusableKeyException if others can read the key, or it is none
   */
  void load() throws IOException {
    HostKey key = keys.readOrMake();
    Optional<Identity> identity = file.read();
    identity.ifPresent(known -> service.identify(known, key));
    hostId = identity.map(Identity::hostId);
    standing = identity.isPresent() ? Standing.KNOWN : Standing.UNKNOWN;
  }

  /**
   * Registers the host unless it is. One whose key was revoked goes by what is on its disk by now,
   * since it is another command that enrols it anew.
   */
  void ensure(Supplier<HostDescription> facts) throws ServiceException, IOException {
    if (standing == Standing.REVOKED) {
      load();
    }
    if (standing == Standing.UNKNOWN) {
      register(keys.readOrMake(), facts.get());
    }
  }

  /** Registers the host with the key it has. */
  public Identity enrol(HostDescription facts) throws ServiceException, IOException {
    return register(keys.readOrMake(), facts);
  }

  /**
   * Registers the host with another key, which becomes the host's once the service has taken it.
   */
  public Identity enrolAnew(HostDescription facts) throws ServiceException, IOException {
    HostKey key = keys.readOrMakeNext();
    Identity identity = service.register(joinToken.require(), key, labels, facts);
    keys.adoptNext();
    return registered(identity, key);
  }

  /** Returns who this host is to the service, once it is registered. */
  Optional<String> hostId() {
    return hostId;
  }

  /** Notes that the service does not know the identity any more. */
  void invalidate() {
    standing = Standing.UNKNOWN;
  }

  /** Notes that the service does not take the key any more. */
  void revoked() {
    standing = Standing.REVOKED;
  }

  private Identity register(HostKey key, HostDescription facts)
      throws ServiceException, IOException {
    return registered(service.register(joinToken.require(), key, labels, facts), key);
  }

  private Identity registered(Identity identity, HostKey key) throws IOException {
    file.write(identity);
    service.identify(identity, key);
    hostId = Optional.of(identity.hostId());
    standing = Standing.KNOWN;
    LOG.log(Level.INFO, "host {0}: registered, key {1}", identity.hostId(), key.sha256());
    return identity;
  }
}
